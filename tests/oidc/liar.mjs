// liar.mjs - a provider of identities that lies as it is told; each issuer of it has one lie.
// SPDX-License-Identifier: EUPL-1.2
import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { base64url, CompactSign, exportJWK, SignJWT } from 'jose';

export const CLIENT = { client_id: 'samstyr', client_secret: 'a-long-enough-secret' };

const rsa = (bits = 2048) => generateKeyPairSync('rsa', { modulusLength: bits });
export const KEYS = { right: rsa(), other: rsa(), small: rsa(1024), ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
const publicJwk = async (pair, more) => ({ ...(await exportJWK(pair.publicKey)), ...more });
const seconds = () => Math.floor(Date.now() / 1000);
const wait = (ms) => new Promise((done) => setTimeout(done, ms).unref());

export const b64 = (value) => base64url.encode(typeof value === 'string' ? value : JSON.stringify(value));

/** A token signed by us with whatever header; jose refuses some of them, so it is put together here. */
export async function signed(header, payload, pair = KEYS.right) {
    const alg = { RS256: 'RSA-SHA256', RS512: 'RSA-SHA512' }[header.alg] ?? 'RSA-SHA256';
    const body = `${b64(header)}.${b64(payload)}`;
    return `${body}.${createSign(alg).update(body).sign(pair.privateKey).toString('base64url')}`;
}

/**
 * Starts it. A lie is an object of hooks, all optional: discovery(doc), keys(list), authorize(query, answer),
 * claims(claims, grant), token(claims, grant, server) giving the ID token's text, tokenAnswer(response, body, grant),
 * keysAnswer(response, body), discoveryAnswer(response, body), client(form, endpoint) telling whether it knows us, acceptsCodeTwice.
 */
export async function startLiar() {
    const issuers = new Map(); // name -> { lie, codes }
    const server = createServer((request, response) => {
        serve(request, response).catch((error) => { response.statusCode = 500; response.end(String(error)); });
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    const origin = `http://127.0.0.1:${server.address().port}`;

    async function keysOf(lie) {
        const list = [await publicJwk(KEYS.right, { kid: 'right', use: 'sig', alg: 'RS256' })];
        return { keys: lie.keys ? await lie.keys(list, publicJwk) : list };
    }

    async function serve(request, response) {
        const url = new URL(request.url, origin);
        const [, name, ...rest] = url.pathname.split('/');
        const issuer = `${origin}/${name}`;
        const { lie, codes, log } = issuers.get(name) ?? {};
        if (!lie) { response.statusCode = 404; return response.end(); }
        const json = (status, body) => {
            response.writeHead(status, { 'content-type': 'application/json' });
            response.end(JSON.stringify(body));
        };
        switch (rest.join('/')) {
        case '.well-known/openid-configuration': {
            const doc = {
                issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`,
                jwks_uri: `${issuer}/jwks`, end_session_endpoint: `${issuer}/end`, response_types_supported: ['code'],
                code_challenge_methods_supported: ['S256'], authorization_response_iss_parameter_supported: true,
            };
            lie.discovery?.(doc, origin);
            return lie.discoveryAnswer ? lie.discoveryAnswer(response, doc, origin) : json(200, doc);
        }
        case 'jwks': {
            const body = await keysOf(lie);
            return lie.keysAnswer ? lie.keysAnswer(response, body, issuer) : json(200, body);
        }
        case 'good-jwks': return json(200, await keysOf({}));
        case 'authorize': {
            const query = Object.fromEntries(url.searchParams);
            const code = `code-${Math.random().toString(36).slice(2)}`;
            codes.set(code, { ...query, used: false });
            log.push(query);
            const answer = new URLSearchParams({ code, state: query.state, iss: issuer });
            lie.authorize?.(answer, query, { issuer, origin, codes });
            response.writeHead(302, { location: `${query.redirect_uri}?${answer}` });
            return response.end();
        }
        case 'token': {
            let text = '';
            for await (const part of request) text += part;
            const form = Object.fromEntries(new URLSearchParams(text));
            const grant = codes.get(form.code);
            const basic = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
            const proof = createHash('sha256').update(form.code_verifier ?? '').digest('base64url');
            const known = lie.client ? lie.client(form, `${issuer}/token`) : basic === `${CLIENT.client_id}:${CLIENT.client_secret}`;
            if (!known) return json(401, { error: 'invalid_client' });
            if (!grant || (grant.used && !lie.acceptsCodeTwice) || proof !== grant.code_challenge
                || grant.redirect_uri !== form.redirect_uri || grant.client_id !== CLIENT.client_id)
                return json(400, { error: 'invalid_grant' });
            grant.used = true;
            const claims = {
                iss: issuer, sub: `sub-${name}`, aud: CLIENT.client_id, nonce: grant.nonce, exp: seconds() + 300, iat: seconds(),
                auth_time: seconds(), name: `Prøve ${name}`, email: `${name}@liar.example`, acr: 'high',
            };
            await lie.claims?.(claims, { origin, grant });
            const id_token = lie.token ? await lie.token(claims, { origin, issuer })
                : await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'right', typ: 'JWT' }).sign(KEYS.right.privateKey);
            const body = { access_token: 'an-access-token', token_type: 'Bearer', expires_in: 300, id_token };
            return lie.tokenAnswer ? lie.tokenAnswer(response, body, { issuer, grant, json }) : json(200, body);
        }
        case 'other-token': return json(200, issuers.get(name).kept ?? {});
        default: response.statusCode = 404; return response.end();
        }
    }

    return {
        origin,
        /** A new issuer with that lie; its address and what it was asked. */
        issuer(name, lie) {
            const log = [];
            issuers.set(name, { lie, codes: new Map(), log });
            return { issuer: `${origin}/${name}`, log, codes: issuers.get(name).codes, keep: (v) => { issuers.get(name).kept = v; } };
        },
        stop: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }),
    };
}

export { CompactSign, exportJWK, seconds, SignJWT, wait };
