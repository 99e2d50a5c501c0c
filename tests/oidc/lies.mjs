// lies.mjs - what a provider, or somebody between, may answer that must not sign anybody in.
// SPDX-License-Identifier: EUPL-1.2
//
// Each: what it is, the reason that our log must give for refusing it, and how it is done. A lie that is
// believed would make a new account, since these providers may (`create`): so a refusal cannot be mistaken
// for a stranger being turned away.
import { createHmac } from 'node:crypto';
import { b64, CLIENT, CompactSign, exportJWK, KEYS, seconds, signed, SignJWT, wait } from './liar.mjs';

const H = { alg: 'RS256', kid: 'right', typ: 'JWT' };
const withHeader = (more) => async (claims) => signed({ ...H, ...more }, claims);
const parts = async (claims) => (await signed(H, claims)).split('.');
const hmac = (key) => async (claims) => {
    const body = `${b64({ ...H, alg: 'HS256' })}.${b64(claims)}`;
    return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
};
const token = (what, reason, make, more) => ({ what, reason, lie: { token: make, ...more } });
const claim = (what, reason, change) => ({ what, reason, lie: { claims: change } });
const pem = () => KEYS.right.publicKey.export({ type: 'spki', format: 'pem' });
const text = (response, status, headers, body) => { response.writeHead(status, headers); response.end(body); };
const JSON_TYPE = { 'content-type': 'application/json' };
const spare = (part) => { // the last character, with bits set that no encoder leaves
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return part.slice(0, -1) + alphabet[alphabet.indexOf(part.at(-1)) | 1];
};

export const lies = [
    // the signature
    token('alg none, no signature', 'form', async (c) => `${b64({ alg: 'none' })}.${b64(c)}.`),
    token('alg none, some signature', 'algorithm', async (c) => `${b64({ ...H, alg: 'none' })}.${b64(c)}.AAAA`),
    token('HS256 with the public key as secret', 'algorithm', async (c) => hmac(pem())(c)),
    token('HS256 with our client secret', 'algorithm', hmac(CLIENT.client_secret)),
    token('RS512, which is not on the list', 'algorithm', (c) => signed({ ...H, alg: 'RS512' }, c)),
    token('alg in other letters', 'algorithm', withHeader({ alg: 'rs256' })),
    token('another key under the right name', 'signature', (c) => signed(H, c, KEYS.other)),
    token('a payload that was exchanged', 'signature', async (c) => { const [h, , s] = await parts(c); return `${h}.${b64({ ...c, sub: 'admin' })}.${s}`; }),
    token('ES256 claimed over an RSA key', 'key', withHeader({ alg: 'ES256' })),
    token('PS256 claimed over an RS256 key', 'key', withHeader({ alg: 'PS256' })),
    // the key
    token('a kid that is not published', 'key', withHeader({ kid: 'unknown' })),
    token('no kid', 'key', async (c) => signed({ alg: 'RS256' }, c)),
    token('two keys of that kid', 'key', undefined, { keys: async (list, jwk) => [...list, await jwk(KEYS.other, { kid: 'right' })] }),
    token('a key for encryption', 'key', undefined, { keys: (list) => [{ ...list[0], use: 'enc' }] }),
    token('a key of 1024 bits', 'key', (c) => signed(H, c, KEYS.small), { keys: async (list, jwk) => [await jwk(KEYS.small, { kid: 'right' })] }),
    token('a symmetric key, published', 'key', undefined, { keys: () => [{ kty: 'oct', kid: 'right', k: b64('secret') }] }),
    // what a header may bring along
    token('its own key in jwk', 'header', async (c) => signed({ ...H, jwk: await exportJWK(KEYS.other.publicKey) }, c, KEYS.other)),
    token('jku', 'header', async (c, { issuer }) => signed({ ...H, jku: `${issuer}/good-jwks` }, c)),
    token('x5u', 'header', async (c, { issuer }) => signed({ ...H, x5u: `${issuer}/cert` }, c)),
    token('x5c', 'header', withHeader({ x5c: ['MIIB'] })),
    token('crit', 'critical', withHeader({ crit: ['exp'] })),
    token('b64=false', 'critical', withHeader({ b64: false, crit: ['b64'] })),
    token('typ of an access token', 'type', withHeader({ typ: 'at+jwt' })),
    token('typ of a logout token', 'type', withHeader({ typ: 'logout+jwt' })),
    // its form
    token('a token in a token, said so', 'header', async (c) => signed({ ...H, cty: 'JWT' }, await signed(H, c))),
    token('a token in a token, not said', 'claims', async (c) => new CompactSign(new TextEncoder().encode(await signed(H, c))).setProtectedHeader(H).sign(KEYS.right.privateKey)),
    token('a name twice in the claims', 'claims', (c) => signed(H, JSON.stringify(c).replace('{', `{"sub":"admin",`))),
    token('a name twice in the header', 'form', (c) => signed('{"alg":"none","alg":"RS256","kid":"right"}', c)),
    token('padded base64', 'form', async (c) => { const [h, p, s] = await parts(c); return `${h}.${p}.${s}==`; }),
    token('spare bits in the signature', 'form', async (c) => { const [h, p, s] = await parts(c); return `${h}.${p}.${spare(s)}`; }),
    token('a fourth part', 'form', async (c) => `${await signed(H, c)}.AAAA`),
    token('five parts, as if encrypted', 'form', async (c) => { const t = await signed(H, c); return `${t}.AAAA.AAAA`; }),
    token('64 KiB of token', 'size', async (c) => signed(H, { ...c, fill: 'x'.repeat(48 * 1024) })),
    // the claims
    claim('another issuer', 'issuer', (c, { origin }) => { c.iss = `${origin}/honest`; }),
    claim('the issuer with a slash more', 'issuer', (c) => { c.iss += '/'; }),
    claim('no issuer', 'issuer', (c) => { delete c.iss; }),
    claim('for another client', 'audience', (c) => { c.aud = 'somebody-else'; }),
    claim('for us and another client', 'audience', (c) => { c.aud = ['samstyr', 'somebody-else']; }),
    claim('given to another client (azp)', 'audience', (c) => { c.azp = 'somebody-else'; }),
    claim('another nonce', 'nonce', (c) => { c.nonce = 'A'.repeat(43); }),
    claim('no nonce', 'nonce', (c) => { delete c.nonce; }),
    claim('expired', 'time', (c) => { c.exp = seconds() - 120; c.iat = seconds() - 400; }),
    claim('never expires', 'time', (c) => { delete c.exp; }),
    claim('exp as text', 'time', (c) => { c.exp = String(c.exp); }),
    claim('issued in the future', 'time', (c) => { c.iat = seconds() + 200; }),
    claim('issued an hour ago', 'time', (c) => { c.iat = seconds() - 3600; }),
    claim('not valid yet', 'time', (c) => { c.nbf = seconds() + 200; }),
    claim('no subject', 'subject', (c) => { delete c.sub; }),
    claim('a subject that is a number', 'subject', (c) => { c.sub = 7; }),
    claim('another access token than the one that came', 'access-token', (c) => { c.at_hash = 'AAAAAAAAAAAAAAAAAAAAAA'; }),
    { ...claim('a lower level than was asked for', 'acr', (c) => { c.acr = 'low'; }), settings: { acr_values: 'substantial high' } },
    { ...claim('no level', 'acr', (c) => { delete c.acr; }), settings: { acr_values: 'high' } },
    // whom somebody represents
    ...['999900010', '99990001', '9999000111'].map((number) => ({
        ...claim(`represents ${number}`, 'representation', (c) => { c.authorization_details = [resource(number)]; }),
        settings: { representation: 'resource', resource: 'urn:altinn:resource:samstyr' },
    })),
    { ...claim('represents nobody', 'representation', () => {}), settings: { representation: 'orgno' } },
    {
        ...claim('represents two bodies at once', 'representation', (c) => { c.authorization_details = [resource('999900011', '999900010')]; }),
        settings: { representation: 'resource', resource: 'urn:altinn:resource:samstyr' },
    },
    {
        ...claim('represents us by another right', 'representation', (c) => { c.authorization_details = [{ ...resource('999900011'), resource: 'urn:altinn:resource:parking' }]; }),
        settings: { representation: 'resource', resource: 'urn:altinn:resource:samstyr' },
    },
    // the answer by way of the browser
    { what: 'no state', reason: 'state', lie: { authorize: (a) => a.delete('state') } },
    { what: 'state twice', reason: 'state', lie: { authorize: (a) => a.append('state', a.get('state')) } },
    { what: 'code twice', reason: 'state', lie: { authorize: (a) => a.append('code', 'other') } },
    { what: 'another state', reason: 'state', lie: { authorize: (a) => a.set('state', 'A'.repeat(43)) } },
    { what: 'a state that was changed at its end', reason: 'state', lie: { authorize: (a) => a.set('state', a.get('state').slice(0, -1) + (a.get('state').endsWith('A') ? 'E' : 'A')) } },
    { what: 'mix-up: the answer names another provider', reason: 'sender', lie: { authorize: (a, q, { origin }) => a.set('iss', `${origin}/honest`) } },
    { what: 'mix-up: the answer does not name its provider, which it promised', reason: 'sender', lie: { authorize: (a) => a.delete('iss') } },
    { what: 'an error and a code at once', reason: 'state', lie: { authorize: (a) => a.set('error', 'access_denied') } },
    { what: 'refused by the provider', reason: 'error', lie: { authorize: (a) => { a.delete('code'); a.set('error', 'access_denied'); } } },
    { what: "another client's code", reason: 'token-status', lie: { authorize: (a, q, { codes }) => { codes.set('theirs', { ...q, client_id: 'somebody-else' }); a.set('code', 'theirs'); } } },
    { what: "a code of another browser's sign-in", reason: 'token-status', lie: { authorize: (a, q, { codes }) => { codes.set('theirs', { ...q, code_challenge: 'B'.repeat(43) }); a.set('code', 'theirs'); } } },
    // the answer by way of the courier
    { what: 'the token by a redirect', reason: 'token-status', lie: { tokenAnswer: (r, body, { issuer }) => text(r, 302, { location: `${issuer}/other-token` }) } },
    { what: 'the token as text/html', reason: 'token-json', lie: { tokenAnswer: (r, body) => text(r, 200, { 'content-type': 'text/html' }, JSON.stringify(body)) } },
    { what: 'the token with a name twice', reason: 'token-json', lie: { tokenAnswer: (r, body) => text(r, 200, JSON_TYPE, JSON.stringify(body).replace('{', '{"id_token":"x",')) } },
    { what: 'a token type that is not Bearer', reason: 'token-form', lie: { tokenAnswer: (r, body, { json }) => json(200, { ...body, token_type: 'mac' }) } },
    { what: 'no ID token', reason: 'token-form', lie: { tokenAnswer: (r, body, { json }) => json(200, { ...body, id_token: undefined }) } },
    { what: 'a token of a megabyte', reason: 'token-undelivered', lie: { tokenAnswer: (r, body) => text(r, 200, JSON_TYPE, JSON.stringify({ ...body, fill: 'x'.repeat(1 << 20) })) } },
    { what: 'a token that never ends', reason: 'token-undelivered', slow: true, lie: { async tokenAnswer(r) { r.writeHead(200, JSON_TYPE); r.write('{"a":"'); await wait(20000); r.end(); } } },
    { what: 'the keys by a redirect', reason: 'status', lie: { keysAnswer: (r, body, issuer) => text(r, 302, { location: `${issuer}/good-jwks` }) } },
    { what: 'the keys as text/html', reason: 'json', lie: { keysAnswer: (r, body) => text(r, 200, { 'content-type': 'text/html' }, JSON.stringify(body)) } },
    { what: 'keys of a megabyte', reason: 'too-big', lie: { keysAnswer: (r, body) => text(r, 200, JSON_TYPE, JSON.stringify({ ...body, fill: 'x'.repeat(1 << 20) })) } },
    { what: 'keys that come a byte a second', reason: 'slow', slow: true, lie: { async keysAnswer(r) { r.writeHead(200, JSON_TYPE); for (let i = 0; i < 20; i++) { r.write(' '); await wait(1000); } r.end(); } } },
    { what: 'a thousand keys', reason: 'key', lie: { keys: (list) => [...Array(200).keys()].map((i) => ({ ...list[0], kid: `k${i}` })).concat(list) } },
    // what it publishes about itself: nobody is even sent there
    { what: 'a document about another issuer', reason: 'issuer', start: true, lie: { discovery: (doc, origin) => { doc.issuer = `${origin}/honest`; } } },
    { what: 'a token endpoint elsewhere', reason: 'endpoint', start: true, lie: { discovery: (doc) => { doc.token_endpoint = 'https://elsewhere.example.no/token'; } } },
    { what: 'keys on the inner network', reason: 'endpoint', start: true, lie: { discovery: (doc) => { doc.jwks_uri = 'http://169.254.169.254/jwks'; } } },
    { what: 'a sign-in page elsewhere', reason: 'endpoint', start: true, lie: { discovery: (doc) => { doc.authorization_endpoint = 'https://elsewhere.example.no/authorize'; } } },
    { what: 'no PKCE by S256', reason: 'code', start: true, lie: { discovery: (doc) => { doc.code_challenge_methods_supported = ['plain']; } } },
    { what: 'the document by a redirect', reason: 'status', start: true, lie: { discoveryAnswer: (r, doc, origin) => text(r, 302, { location: `${origin}/honest/.well-known/openid-configuration` }) } },
];

function resource(...numbers) {
    return {
        type: 'ansattporten:altinn:resource', resource: 'urn:altinn:resource:samstyr',
        authorized_parties: numbers.map((number) => ({ orgno: { authority: 'iso6523-actorid-upis', ID: `0192:${number}` } })),
    };
}

// What must work, by the same road: else refusing everything would pass.
export const truths = [
    { what: 'plain', lie: {} },
    { what: 'audience as a list of one, azp ourselves', lie: { claims: (c) => { c.aud = ['samstyr']; c.azp = 'samstyr'; } } },
    { what: 'ES256', lie: {
        keys: async (list, jwk) => [...list, await jwk(KEYS.ec, { kid: 'ec', use: 'sig' })],
        token: (c) => new SignJWT(c).setProtectedHeader({ alg: 'ES256', kid: 'ec' }).sign(KEYS.ec.privateKey),
    } },
    { what: 'PS256', lie: {
        keys: (list) => [{ ...list[0], alg: 'PS256' }],
        token: (c) => new SignJWT(c).setProtectedHeader({ alg: 'PS256', kid: 'right' }).sign(KEYS.right.privateKey),
    } },
    { what: 'the level that was asked for', lie: {}, settings: { acr_values: 'substantial high' } },
    { what: 'represents the body: resource', lie: { claims: (c) => { c.authorization_details = [resource('999900011')]; } },
        settings: { representation: 'resource', resource: 'urn:altinn:resource:samstyr' } },
    { what: 'represents the body: orgno', lie: { claims: (c) => { c.authorization_details = [{ type: 'ansattporten:orgno', orgno: { authority: 'iso6523-actorid-upis', ID: '0192:999900011' } }]; } },
        settings: { representation: 'orgno' } },
    { what: 'represents the body: service', lie: { claims: (c) => { c.authorization_details = [{ type: 'ansattporten:altinn:service', resource: 'urn:altinn:resource:2480:40', reportees: [{ Authority: 'iso6523-actorid-upis', ID: '0192:999900011', Name: 'Eksempelvik' }] }]; } },
        settings: { representation: 'service', resource: 'urn:altinn:resource:2480:40' } },
];
