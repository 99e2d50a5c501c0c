// run.mjs - signing in through providers: a real one, and one that lies.
// SPDX-License-Identifier: EUPL-1.2
//
// Use: node tests/oidc/run.mjs [--engine sqlite|postgresql] [--program FILE] [WORD]
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createHash, createVerify, X509Certificate } from 'node:crypto';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BODY, command, DEV, openStable, PASSWORD, PERSONS, serve, tokenFor } from '../lib/product.mjs';
import { must } from '../lib/process.mjs';
import { Browser } from './browser.mjs';
import { startHonest } from './honest.mjs';
import { CLIENT, startLiar, wait } from './liar.mjs';
import { lies, truths } from './lies.mjs';

const option = (name, fallback) => { const at = process.argv.indexOf(name); return at < 0 ? fallback : process.argv.splice(at, 2)[1]; };
const engine = option('--engine', 'sqlite');
const program = option('--program', DEV);
const word = process.argv[2] ?? '';

const stable = await openStable(engine, program);
const database = await stable.fresh();
const operator = await tokenFor(program, database, PERSONS.operator);
const folder = mkdtempSync(join(tmpdir(), 'samstyr-oidc-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const server = await serve(program, database, { workers: 2, env: { SAMSTYR_TEST_LOOPBACK: '1' }, args: ['--seal', join(folder, 'seal')] });
const liar = await startLiar();
const honest = await startHonest(`${server.url}/sign-in/answer`, `${server.url}/sign-in`);

// ---- what every test does

async function api(method, path, body, headers = {}) {
    const json = body && !(body instanceof URLSearchParams);
    const response = await fetch(server.url + path, {
        method, redirect: 'manual',
        headers: { authorization: `Bearer ${operator}`, accept: 'application/json', ...(json ? { 'content-type': 'application/json' } : {}), ...headers },
        body: json ? JSON.stringify(body) : body,
    });
    const text = await response.text();
    return { status: response.status, etag: response.headers.get('etag'), body: text.startsWith('{') ? JSON.parse(text) : text };
}

/** A provider in use; resolves to its uuid, under which browsers reach it. */
async function provider(settings, { secret, keyTo } = {}) {
    const made = await api('POST', `/o/${BODY}/providers`,
        { profile: 'other', client_id: CLIENT.client_id, authentication: 'client_secret_basic', provisioning: 'create', ...settings });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const one = `/o/${BODY}/providers/${made.body.id}`;
    const kept = keyTo ? await api('POST', `${one}/key`, new URLSearchParams({ a: 'b' }))
        : await api('POST', `${one}/secret`, new URLSearchParams({ secret: secret ?? CLIENT.client_secret }));
    assert.ok(kept.status < 400, `secret: ${kept.status} ${JSON.stringify(kept.body)}`);
    const read = await api('GET', `${one}.json`);
    await keyTo?.(JSON.parse(read.body.public_key), async () => (await api('GET', `${one}/certificate/file`)).body);
    const opened = await api('POST', `${one}/open`, {}, { 'if-match': read.etag });
    assert.ok(opened.status < 400, `open: ${opened.status} ${JSON.stringify(opened.body)}`);
    return read.body.uuid;
}

const begin = (browser, uuid, query = '') => browser.go(`${server.url}/sign-in/with/${uuid}${query}`);
const isOurs = (address) => address.startsWith(server.url);
const answerOf = (address) => address.startsWith(`${server.url}/sign-in/answer`);
const signedIn = async (browser) => (await browser.go(`${server.url}/me`)).status === 200;

async function through(browser, uuid, query) {
    const there = await browser.follow(await begin(browser, uuid, query), answerOf);
    assert.ok(there.location && answerOf(there.location), `did not come back: ${there.status} ${there.text.slice(0, 300)}`);
    return browser.go(there.location);
}

async function withPassword(email) {
    const browser = new Browser();
    const page = await browser.go(`${server.url}/sign-in`);
    const done = await browser.post(page, '/sign-in', [['email', email], ['password', PASSWORD]]);
    assert.equal(done.status, 303, done.text.slice(0, 300));
    return browser;
}

// Passes the question who one is, if it is asked.
async function proven(browser, page) {
    if (!page.body.includes('proof_password')) return page;
    return browser.post(page, new URL(page.url).pathname, [['proof_password', PASSWORD]]);
}

// Our log's reason for the last refusal of that provider.
const reasons = (uuid) => [...server.log().matchAll(/event=oidc\.(?:refused|unreachable) (?:provider="?([\w-]*)"? )?reason="?([\w-]+)"?/g)]
    .filter(([, of]) => of === uuid).map(([, , reason]) => reason);

// ---- the real one

const tests = {
    async 'an employee is made by a provider that may, and knows the way back'() {
        const uuid = await provider({ title: 'Honest, create', issuer: honest.issuer, client_id: 'basic' }, { secret: honest.secret });
        const browser = new Browser();
        honest.be('nina', { name: 'Nina Ny', email: 'nina.ny@eksempelvik.example' });
        const page = await through(browser, uuid, `?return=${encodeURIComponent(`/o/${BODY}/activities`)}`);
        assert.equal(page.status, 303, page.text.slice(0, 400));
        assert.equal(page.location, `${server.url}/o/${BODY}/activities`);
        const me = await browser.go(`${server.url}/me`);
        assert.match(me.text, /Nina Ny, nina\.ny@eksempelvik\.example/);
        const again = new Browser(); // the same person, another machine: the same account
        assert.equal((await through(again, uuid)).status, 303);
        assert.match((await again.go(`${server.url}/me`)).text, /Nina Ny/);
    },

    async 'another subject with the same e-mail address gets nothing of the account'() {
        const uuid = await provider({ title: 'Honest, e-mail', issuer: honest.issuer, client_id: 'basic' }, { secret: honest.secret });
        honest.be('thief', { name: 'Fatima Rahimi', email: PERSONS.employee });
        const browser = new Browser();
        const page = await through(browser, uuid);
        assert.equal(page.status, 409, page.text.slice(0, 300));
        assert.equal(await signedIn(browser), false);
    },

    async 'signing out leads past the provider'() {
        const uuid = await provider({ title: 'Honest, end', issuer: honest.issuer, client_id: 'basic' }, { secret: honest.secret });
        const browser = new Browser();
        honest.be('otto', { name: 'Otto Ut', email: 'otto.ut@eksempelvik.example' });
        await through(browser, uuid);
        const me = await browser.go(`${server.url}/me`);
        const out = await browser.post(me, '/sign-out');
        assert.equal(out.location, `${server.url}/sign-in/ended`);
        const ended = await browser.go(out.location);
        const [, href] = /href="(http[^"]*session\/end[^"]*)"/.exec(ended.body) ?? [];
        assert.ok(href, ended.text.slice(0, 300));
        const asked = await browser.follow(await browser.go(href.replaceAll('&amp;', '&')), isOurs);
        assert.equal(asked.status < 400, true, asked.text.slice(0, 300));
        assert.equal(await signedIn(browser), false);
    },

    async 'a stranger is turned away where only those who are linked get in; an own wish links'() {
        const uuid = await provider({ title: 'Honest, linked', issuer: honest.issuer, client_id: 'post', authentication: 'client_secret_post', provisioning: 'linked' }, { secret: honest.secret });
        honest.be('per', { name: 'Per Olav', email: 'per@elsewhere.example' });
        const stranger = new Browser();
        const no = await through(stranger, uuid);
        assert.equal(no.status, 403);
        assert.equal(await signedIn(stranger), false);

        const browser = await withPassword(PERSONS.officer);
        const list = await browser.go(`${server.url}/me/providers`);
        assert.ok(list.body.includes(`/sign-in/with/${uuid}?for=link`), list.text.slice(0, 400));
        const question = await through(browser, uuid, '?for=link');
        assert.equal(question.status, 200, question.text.slice(0, 300));
        const linked = await proven(browser, await browser.post(question, '/me/providers'));
        assert.equal(linked.location, `${server.url}/me/providers?done=linked`, linked.text.slice(0, 300));

        const fresh = new Browser();
        assert.equal((await through(fresh, uuid)).status, 303);
        assert.match((await fresh.go(`${server.url}/me`)).text, new RegExp(PERSONS.officer.replaceAll('.', '\\.')));

        const other = await withPassword(PERSONS.employee); // the same identity opens one account only
        const again = await through(other, uuid, '?for=link');
        const taken = await proven(other, await other.post(again, '/me/providers'));
        assert.equal(taken.status, 409, taken.text.slice(0, 300));
    },

    async 'a link without a yes, or with the yes of another session, links nothing'() {
        const uuid = await provider({ title: 'Honest, no', issuer: honest.issuer, client_id: 'basic', provisioning: 'linked' }, { secret: honest.secret });
        honest.be('mallory', { name: 'Mallory', email: 'mallory@elsewhere.example' });
        const mallory = await withPassword(PERSONS.auditor), victim = await withPassword(PERSONS.employee);
        const question = await through(mallory, uuid, '?for=link');
        const [, sealed] = /name="identity" value="([^"]+)"/.exec(question.body);
        const own = await victim.go(`${server.url}/me/providers`);
        const [, formToken] = /name="form_token" value="([^"]+)"/.exec(own.body);
        const sent = await proven(victim, await victim.go(`${server.url}/me/providers`, { method: 'POST', form: [['form_token', formToken], ['identity', sealed]] }));
        assert.equal(sent.status, 422, sent.text.slice(0, 200));
        assert.equal((await through(new Browser(), uuid)).status, 403);
    },

    async 'an invitation links, once'() {
        const uuid = await provider({ title: 'Honest, invited', issuer: honest.issuer, client_id: 'key', authentication: 'private_key_jwt', provisioning: 'invitation' },
            { keyTo: (jwk) => honest.trust(jwk) });
        const made = await command(program, database, ['person', 'add', 'ida@eksempelvik.example', '--name', 'Ida Invitert', '--role', 'employee', '--organisation', BODY]);
        assert.equal(made.code, 0, made.err);
        const [, secret] = /sign-in\/link\/([\w-]+)/.exec(made.out + made.err);
        const browser = new Browser();
        const page = await browser.go(`${server.url}/sign-in/link/${secret}`);
        assert.ok(page.body.includes(`/sign-in/with/${uuid}?for=invitation`), page.text.slice(0, 300));
        honest.be('ida', {});
        const done = await through(browser, uuid, `?invitation=${secret}`);
        assert.equal(done.status, 303, done.text.slice(0, 300));
        assert.match((await browser.go(`${server.url}/me`)).text, /Ida Invitert/);
        honest.be('thief2', {});
        const again = await through(new Browser(), uuid, `?invitation=${secret}`);
        assert.equal(again.status, 404, again.text.slice(0, 300));
    },

    async 'a provider that is closed, and one of which the secret is wrong, let nobody in'() {
        const uuid = await provider({ title: 'Honest, wrong secret', issuer: honest.issuer, client_id: 'basic' });
        honest.be('nina', { name: 'Nina Ny', email: 'nina.ny@eksempelvik.example' });
        const browser = new Browser();
        assert.equal((await through(browser, uuid)).status, 401);
        assert.deepEqual(reasons(uuid), ['token-status']);
        assert.equal((await begin(browser, '00000000-0000-7000-8000-000000000000')).status, 404);
    },

    async 'proving again by the provider opens decisions for the one who is linked'() {
        const uuid = await provider({ title: 'Honest, proof', issuer: honest.issuer, client_id: 'basic' }, { secret: honest.secret });
        honest.be('nina', { name: 'Nina Ny', email: 'nina.ny@eksempelvik.example' });
        const browser = new Browser();
        await through(browser, uuid);
        const question = await browser.go(`${server.url}/me/prove?return=%2Fme`);
        assert.ok(question.body.includes(`/sign-in/with/${uuid}?for=proof`), question.text.slice(0, 300));
        assert.ok(!question.body.includes('proof_password'), 'there is no password to ask for');
        const done = await through(browser, uuid, '?for=proof&return=%2Fme');
        assert.equal(done.location, `${server.url}/me`, done.text.slice(0, 300));
        honest.be('otto', { name: 'Otto Ut', email: 'otto.ut@eksempelvik.example' });
        const other = browser.copy();
        other.jars.delete(new URL(honest.issuer).host);
        assert.equal((await through(other, uuid, '?for=proof')).status, 403);
    },

    async 'an answer serves once, in the browser that began'() {
        const lie = liar.issuer('replay', { acceptsCodeTwice: true });
        const uuid = await provider({ title: 'Replay', issuer: lie.issuer });
        const browser = new Browser();
        const there = await browser.follow(await begin(browser, uuid), answerOf);
        const before = browser.copy(), stranger = new Browser();
        assert.equal((await stranger.go(there.location)).status, 401, 'another browser');
        assert.equal((await browser.go(there.location)).status, 303, 'the first time');
        assert.equal((await browser.go(there.location)).status, 401, 'the cookie is gone');
        assert.equal((await before.go(there.location)).status, 401, 'the cookie was kept');
        assert.equal(reasons(uuid).at(-1), 'taken');
        assert.equal(await signedIn(before), false);
    },

    // As Entra ID does it: the certificate is registered, and the assertion names it by its thumbprint.
    async 'a key is known by the certificate that was registered for it'() {
        let registered, expires;
        const part = (text) => JSON.parse(Buffer.from(text, 'base64url'));
        const lie = { client({ client_assertion: assertion, client_assertion_type: type, client_id: id }, endpoint) {
            const [head, body, signature] = assertion.split('.');
            const header = part(head), claims = part(body);
            const thumbprint = createHash('sha256').update(registered.raw).digest('base64url');
            return type === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' && header.alg === 'RS256'
                && header['x5t#S256'] === thumbprint && claims.aud === endpoint && claims.iss === id && claims.sub === id
                && claims.exp - claims.iat <= 600 && createVerify('RSA-SHA256').update(`${head}.${body}`).verify(registered.publicKey, signature, 'base64url');
        } };
        const told = liar.issuer('by-certificate', lie);
        const settings = { title: 'By certificate', profile: 'entra', issuer: told.issuer, authentication: 'private_key_jwt' };
        const uuid = await provider(settings, { async keyTo(jwk, file) {
            registered = new X509Certificate(await file());
            assert.deepEqual(registered.publicKey.export({ format: 'jwk' }).n, jwk.n);
            assert.ok(registered.verify(registered.publicKey), 'not signed by itself');
            expires = Date.parse(registered.validTo);
            assert.ok(Date.parse(registered.validFrom) <= Date.now() && expires > Date.now() + 700 * 86400e3);
        } });
        const browser = new Browser();
        assert.equal((await through(browser, uuid)).status, 303, String(reasons(uuid)));
        assert.equal(await signedIn(browser), true);
        // With another certificate registered, of the same kind, it is not known.
        await provider({ ...settings, title: 'Another certificate' }, { async keyTo(jwk, file) { registered = new X509Certificate(await file()); } });
        const other = new Browser();
        assert.equal((await through(other, uuid)).status, 401);
        assert.equal(reasons(uuid).at(-1), 'token-status');
        assert.equal(await signedIn(other), false);
    },

    async 'those whom --ca names vouch, and no others'() {
        const file = (name) => join(folder, name);
        for (const who of ['ours', 'theirs'])
            await must('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${who}`,
                '-addext', 'keyUsage=critical,keyCertSign', '-keyout', file(`${who}.key`), '-out', file(`${who}.ca`)]);
        await must('openssl', ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=127.0.0.1',
            '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', file('site.key'), '-out', file('site.csr')]);
        await must('openssl', ['x509', '-req', '-in', file('site.csr'), '-CA', file('ours.ca'), '-CAkey', file('ours.key'), '-CAcreateserial',
            '-days', '2', '-copy_extensions', 'copy', '-out', file('site.crt')]);
        let asked = 0, issuer;
        const https = createServer({ key: readFileSync(file('site.key')), cert: readFileSync(file('site.crt')) }, (request, response) => {
            asked++;
            response.setHeader('content-type', 'application/json');
            response.end(JSON.stringify({ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`, response_types_supported: ['code'] }));
        });
        await new Promise((done) => https.listen(0, '127.0.0.1', done));
        issuer = `https://127.0.0.1:${https.address().port}`;
        const uuid = await provider({ title: 'Vouched for', issuer });
        for (const [ca, status] of [['ours', 303], ['theirs', 503]]) {
            const before = asked;
            const trusting = await serve(program, database, { workers: 1, env: { SAMSTYR_TEST_LOOPBACK: '1' }, args: ['--seal', join(folder, 'seal'), '--ca', file(`${ca}.ca`)] });
            const page = await new Browser().go(`${trusting.url}/sign-in/with/${uuid}`);
            assert.equal(page.status, status, `${ca}: ${page.text.slice(0, 200)}`);
            if (status === 303) assert.ok(page.location.startsWith(`${issuer}/authorize?`), page.location);
            else assert.match(trusting.log(), /reason="?certificate/);
            assert.equal(asked - before, status === 303 ? 1 : 0);
            await trusting.stop();
        }
        assert.equal((await begin(new Browser(), uuid)).status, 503); // the system's own list does not know it
        assert.equal(reasons(uuid).at(-1), 'certificate');
        await new Promise((done) => https.close(done));
    },

    async 'a certificate that nobody vouches for ends the conversation'() {
        const [key, cert] = ['key', 'cert'].map((name) => join(folder, name));
        await must('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
            '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert]);
        let asked = 0;
        const https = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => { asked++; response.end('{}'); });
        await new Promise((done) => https.listen(0, '127.0.0.1', done));
        const uuid = await provider({ title: 'Self-signed', issuer: `https://127.0.0.1:${https.address().port}` });
        assert.equal((await begin(new Browser(), uuid)).status, 503);
        assert.deepEqual(reasons(uuid), ['certificate']);
        assert.equal(asked, 0, 'nothing was asked of it');
        await new Promise((done) => https.close(done));
    },

    async 'whoever guesses codes is told to wait'() {
        const lie = liar.issuer('guessed', { authorize: (answer) => answer.set('code', 'guess') });
        const uuid = await provider({ title: 'Guessed', issuer: lie.issuer });
        const statuses = [];
        for (let i = 0; i < 12; i++) statuses.push((await through(new Browser(), uuid)).status);
        assert.deepEqual(statuses.slice(0, 3), [401, 401, 401], 'a few may go wrong');
        assert.deepEqual(statuses.slice(-2), [429, 429]);
        const other = await provider({ title: 'Not guessed', issuer: liar.issuer('not-guessed', {}).issuer });
        assert.equal((await through(new Browser(), other)).status, 303, 'another provider is open');
    },

    async 'a slow provider keeps nobody else waiting'() {
        const lie = liar.issuer('asleep', { async discoveryAnswer(r) { await new Promise((done) => setTimeout(done, 4000).unref()); r.end(); } });
        const uuids = await Promise.all([1, 2, 3, 4].map((i) => provider({ title: `Asleep ${i}`, issuer: `${lie.issuer}` })));
        let answered = 0, slowest = 0;
        const waiting = uuids.map((uuid) => begin(new Browser(), uuid).finally(() => answered++));
        await new Promise((done) => setTimeout(done, 300));
        for (let i = 0; i < 20; i++) {
            const since = performance.now();
            assert.equal((await fetch(`${server.url}/health`, { headers: { connection: 'close' } })).status, 200);
            if (i === 0) assert.equal(answered, 0, 'the first of the others was answered after one who waits for a provider');
            slowest = Math.max(slowest, performance.now() - since);
        }
        console.log(`  slowest of 20 others while four wait for a provider: ${slowest.toFixed(0)} ms`);
        for (const page of await Promise.all(waiting)) assert.equal(page.status, 503);
    },
};

// ---- the liar

async function liesRefused() {
    const results = new Array(lies.length);
    async function one(i) {
        const { what, reason, lie, settings, start } = lies[i];
        const told = liar.issuer(`lie-${i + 1}`, lie);
        const uuid = await provider({ title: `Lie ${i + 1}`, issuer: told.issuer, ...settings });
        const browser = new Browser();
        let page = await browser.follow(await begin(browser, uuid), answerOf);
        if (start) assert.equal(page.status, 503, `sent there: ${page.status}`);
        else {
            assert.ok(page.location && answerOf(page.location), `did not get to the answer: ${page.status} ${page.text.slice(0, 200)}`);
            page = await browser.go(page.location);
            assert.equal(page.status, 401, page.text.slice(0, 200));
        }
        assert.equal(page.setCookie.some((c) => /samstyr_session=[^;]/.test(c)), false, 'a session was opened');
        assert.equal(await signedIn(browser), false, 'signed in');
        const said = reason === 'state' ? server.log().includes('event=oidc.refused reason="state"') && 'state' : reasons(uuid).at(-1);
        assert.equal(said, reason, `refused for another reason: ${what}`);
    }
    const order = lies.map((lie, i) => i).sort((a, b) => Number(lies[b].slow ?? 0) - Number(lies[a].slow ?? 0));
    await Promise.all(Array.from({ length: 6 }, async () => {
        for (let i; (i = order.shift()) !== undefined;)
            results[i] = await one(i).then(() => null, (error) => error);
    }));
    const people = await api('GET', `/o/${BODY}/persons.json?limit=1000`);
    const made = people.body.items.filter((p) => /@liar\.example$/.test(p.email ?? '') && /^lie-/.test(p.email));
    results.forEach((error, i) => console.log(`  ${String(i + 1).padStart(2)}. ${error ? 'BELIEVED' : 'refused'}: ${lies[i].what} (${lies[i].reason})${error ? `\n      ${error.message}` : ''}`));
    const refused = results.filter((error) => !error).length;
    console.log(`${refused} of ${lies.length} lying answers refused; ${Math.min(40, refused)} of 40 asked for`);
    assert.equal(made.length, 0, `accounts were made: ${made.map((p) => p.email)}`);
    assert.equal(refused, lies.length);
}

async function truthsBelieved() {
    for (const [i, { what, lie, settings }] of truths.entries()) {
        const told = liar.issuer(`truth-${i + 1}`, lie);
        const uuid = await provider({ title: `Truth ${i + 1}`, issuer: told.issuer, ...settings });
        const browser = new Browser();
        const page = await through(browser, uuid);
        assert.equal(page.status, 303, `${what}: ${page.text.slice(0, 200)} ${reasons(uuid)}`);
        assert.equal(await signedIn(browser), true, what);
        const [asked] = told.log;
        assert.equal(asked.code_challenge_method, 'S256');
        assert.ok(asked.code_challenge.length === 43 && asked.state.length >= 43 && asked.nonce.length >= 43);
        if (settings?.acr_values) assert.equal(asked.acr_values, settings.acr_values);
        if (settings?.representation) assert.match(JSON.parse(asked.authorization_details)[0].type, /^ansattporten:/);
    }
}

tests['what a provider truly says is believed'] = truthsBelieved;
tests['what a lying provider says is refused, each for its own reason'] = liesRefused;
tests['a sign-in under way is finished when the service is asked to end'] = async () => {
    const lie = liar.issuer('late', { async tokenAnswer(r, body, { json }) { await wait(1500); json(200, body); } });
    const uuid = await provider({ title: 'Late', issuer: lie.issuer });
    const browser = new Browser();
    const there = await browser.follow(await begin(browser, uuid), answerOf);
    const page = browser.go(there.location);
    await wait(300);
    process.kill(server.pid, 'SIGTERM');
    assert.equal((await page).status, 303);
};

let passed = 0, failed = 0;
for (const [name, test] of Object.entries(tests)) {
    if (!name.includes(word)) continue;
    const since = Date.now();
    try {
        await test();
        passed++;
        console.log(`ok: ${name} (${((Date.now() - since) / 1000).toFixed(1)} s)`);
    } catch (error) {
        failed++;
        console.log(`failed: ${name}\n  ${error.stack}`);
    }
}
if (failed) console.log(server.log().split('\n').filter((l) => /oidc|courier|detail|Sanitizer/.test(l)).slice(-40).join('\n'));
await Promise.all([liar.stop(), honest.stop()]);
await server.stop().catch((error) => { failed++; console.log(`failed: the server\n  ${error.message}`); });
await stable.close();
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
