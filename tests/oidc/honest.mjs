// honest.mjs - a real provider of identities (npm oidc-provider), where whoever is named is signed in.
// SPDX-License-Identifier: EUPL-1.2
import { createServer } from 'node:http';

// Its advice about production is not for a test.
for (const name of ['info', 'warn']) { const say = console[name]; console[name] = (...a) => { if (!/oidc-provider/.test(String(a[0]))) say(...a); }; }
const { default: Provider } = await import('oidc-provider');

export async function startHonest(redirect, after) {
    const secret = 'the-secret-of-an-honest-provider';
    let subject = 'nobody', claims = {};
    const known = new Map();
    const server = createServer();
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const client = (id, method, more) => ({
        client_id: id, redirect_uris: [redirect], post_logout_redirect_uris: [after], response_types: ['code'],
        grant_types: ['authorization_code'], token_endpoint_auth_method: method, ...more,
    });
    const clients = [client('basic', 'client_secret_basic', { client_secret: secret }),
        client('post', 'client_secret_post', { client_secret: secret })];

    function build() {
        const provider = new Provider(issuer, {
            clients, scopes: ['openid', 'profile', 'email'],
            claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
            conformIdTokenClaims: false, // name and e-mail stand in the ID token, as Entra ID does it
            pkce: { required: () => true, methods: ['S256'] },
            features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
            cookies: { keys: ['test'] }, ttl: { Session: 600, Interaction: 600, Grant: 600, IdToken: 300, AccessToken: 300 },
            interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
            findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...known.get(id) }) }),
            async loadExistingGrant(ctx) {
                const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
                grant.addOIDCScope('openid profile email');
                await grant.save();
                return grant;
            },
        });
        const answer = provider.callback();
        server.removeAllListeners('request');
        server.on('request', (request, response) => {
            if (!request.url.startsWith('/interaction/')) return answer(request, response);
            known.set(subject, claims);
            provider.interactionFinished(request, response, { login: { accountId: subject } }, { mergeWithLastSubmission: false })
                .catch((error) => { response.statusCode = 500; response.end(String(error)); });
        });
    }
    build();
    return {
        issuer, secret,
        /** Whoever comes next is that one. */
        be(who, says) { subject = who; claims = says; },
        /** Registers our public key for the client "key". */
        trust(jwk) {
            clients.push(client('key', 'private_key_jwt', { jwks: { keys: [jwk] }, token_endpoint_auth_signing_alg: 'RS256' }));
            build();
        },
        stop: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }),
    };
}
