// run.mjs - the running program as an operator meets it: killed workers, a calm stop, writes that were
// acknowledged, and catalogs whose counts are those of the file.
// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Client, multipart } from '../lib/client.mjs';
import { freePort, listening, must, ROOT, run, SANITIZERS, sleep, start } from '../lib/process.mjs';
import { startPostgres } from '../lib/postgres.mjs';
import { BODY, command, DEV, OFFICER, openStable, PASSWORD, PERSONS, RELEASE, serve, tokenFor } from '../lib/product.mjs';

const word = process.argv[2] ?? '';
const CATALOGS = join(ROOT, '../shared/data/oscal/catalog'); // test inputs that are not part of the product
const KILLS = 40;
let passed = 0, failed = 0, skipped = 0;

const children = async (pid) => (await run('pgrep', ['-P', String(pid)])).out.trim().split('\n').filter(Boolean).map(Number);

const isWeb = (server, pid) => server.log().includes(`kind="web" pid=${pid}`);

const create = (server, token, title) => fetch(`${server.url}/o/${BODY}/measures`, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ title }),
});

const titles = async (server, token) => {
    const all = new Set();
    for (let address = `/o/${BODY}/measures.json?limit=1000`; address; ) {
        const page = await (await fetch(server.url + address, { headers: { authorization: `Bearer ${token}` } })).json();
        page.items.forEach((item) => all.add(item.title));
        address = page.next;
    }
    return all;
};

// Every member of that name anywhere in the file, as jq counts them.
function count(value, name) {
    if (Array.isArray(value)) return value.reduce((n, one) => n + count(one, name), 0);
    if (value === null || typeof value !== 'object') return 0;
    return Object.entries(value).reduce((n, [key, one]) => n + (key === name ? one.length : 0) + count(one, name), 0);
}

// The delivered program's cells allow fewer calls than those that are watched: both are tried.
async function aDeadCell(program, stable) {
    const database = await stable.fresh();
    const token = await tokenFor(program, database, OFFICER);
    const server = await serve(program, database, { workers: 1 });
    const send = (text) => fetch(`${server.url}/o/${BODY}/measures/import`, {
        method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' }, body: text });
    const taken = await send('title\nLest i en celle\n');
    assert.equal(taken.status, 200, await taken.text());
    const before = await children(server.pid);
    const warden = before.find((pid) => server.log().includes(`kind="prison" pid=${pid}`));
    // A file that takes a while, and its cell killed meanwhile.
    const large = send('title\n' + `${'x'.repeat(90)}\n`.repeat(90_000));
    let killed = 0;
    for (let i = 0; i < 2000 && !killed; i++) {
        for (const cell of await children(warden)) {
            const status = existsSync(`/proc/${cell}/status`) ? readFileSync(`/proc/${cell}/status`, 'utf8') : 'State:\tZ';
            if (!/^State:\s+Z/m.test(status)) killed += process.kill(cell, 'SIGKILL');
        }
    }
    const answer = await large;
    assert.ok(killed, 'no cell was seen');
    assert.equal(answer.status, 422);
    assert.match(await answer.text(), /Filen kunne ikke leses/);
    assert.deepEqual(await children(server.pid), before, 'a process was lost with the cell');
    // The warden itself: another takes its place.
    process.kill(warden, 'SIGKILL');
    const again = await send('title\nLest etterpå\n');
    assert.equal(again.status, 200);
    await server.stop();
}

const tests = {
    async 'kill -9 of a worker costs at most the request at hand'(stable) {
        const database = await stable.fresh();
        const server = await serve(DEV, database, { workers: 2 });
        let answered = 0, lost = 0;
        for (let i = 0; i < 60; i++) {
            if (i % 20 === 10) {
                const web = (await children(server.pid)).filter((pid) => isWeb(server, pid));
                process.kill(web[0], 'SIGKILL');
            }
            const ok = await fetch(`${server.url}/health`, { headers: { connection: 'close' } }).then((r) => r.status === 200, () => false);
            if (ok) answered++; else lost++;
        }
        assert.ok(lost <= 3, `${lost} of ${answered + lost} requests lost by three kills`);
        for (let i = 0; i < 1200 && (await children(server.pid)).length < 6; i++) await sleep(50);
        assert.equal((await children(server.pid)).length, 6, 'the parent did not start others');
        await server.stop();
    },

    async 'one who calls without end is told to wait, and others are answered'(stable) {
        const database = await stable.fresh();
        const [one, other] = [await tokenFor(DEV, database, OFFICER), await tokenFor(DEV, database, PERSONS.employee)];
        const server = await serve(DEV, database, { workers: 1, calls: 2 });
        const ask = (token) => fetch(`${server.url}/o/${BODY}.json`, { headers: { authorization: `Bearer ${token}` } });
        const since = performance.now(), answers = await Promise.all(Array.from({ length: 40 }, () => ask(one)));
        const saved = 20 + Math.ceil((2 * (performance.now() - since)) / 1000); // ten seconds' and what came meanwhile
        const kept = answers.filter((r) => r.status === 200).length, refused = answers.filter((r) => r.status === 429);
        assert.ok(kept >= 20 && kept <= saved, `${kept} of 40 answered, not 20 to ${saved}`);
        assert.equal(kept + refused.length, 40);
        assert.match(refused[0].headers.get('retry-after'), /^[1-9]\d*$/);
        assert.equal((await refused[0].json()).status, 429);
        assert.equal((await ask(other)).status, 200);
        await sleep(1000 * Number(refused.at(-1).headers.get('retry-after')));
        assert.equal((await ask(one)).status, 200, 'Retry-After was too short');
        await server.stop();
    },

    async 'SIGTERM finishes what was accepted, then ends'(stable) {
        const database = await stable.fresh();
        const token = await tokenFor(DEV, database, OFFICER);
        const server = await serve(DEV, database, { workers: 2 });
        const asked = Array.from({ length: 30 }, (_, i) => create(server, token, `Ved stopp ${i}`).then((r) => r.status, () => 0));
        await Promise.race(asked);
        const stopping = server.stop();
        const answers = await Promise.all(asked);
        await stopping;
        const again = await serve(DEV, database);
        const there = await titles(again, token);
        answers.forEach((status, i) => {
            if (status === 201) assert.ok(there.has(`Ved stopp ${i}`), `acknowledged, but not there: ${i}`);
        });
        assert.ok(answers.some((status) => status === 201), `no request was answered: ${answers}`);
        await again.stop();
    },

    async [`no acknowledged write is lost in ${KILLS} kills of everything`](stable) {
        const database = await stable.fresh();
        const token = await tokenFor(DEV, database, OFFICER);
        const acknowledged = new Set();
        for (let i = 0; i < KILLS; i++) {
            const server = await serve(DEV, database, { workers: 2 });
            let on = true;
            const writers = [0, 1].map(async (w) => {
                for (let n = 0; on; n++) {
                    const title = `Skriv ${i}-${w}-${n}`;
                    if (await create(server, token, title).then((r) => r.status === 201, () => false)) acknowledged.add(title);
                    else break;
                }
            });
            await sleep(10 + ((i * 37) % 90));
            const all = [server.pid, ...(await children(server.pid))];
            for (const pid of all) try { process.kill(pid, 'SIGKILL'); } catch { /* it was gone */ }
            on = false;
            await Promise.all(writers);
        }
        const server = await serve(DEV, database);
        const there = await titles(server, token);
        const lost = [...acknowledged].filter((title) => !there.has(title));
        assert.equal(lost.length, 0, `lost ${lost.length} of ${acknowledged.size}: ${lost.slice(0, 3)}`);
        assert.ok(acknowledged.size > KILLS, `only ${acknowledged.size} writes were acknowledged`);
        await server.stop();
        const verified = await command(DEV, database, ['verify']);
        assert.equal(verified.code, 0, verified.err);
        console.log(`  ${acknowledged.size} writes acknowledged in ${KILLS} kills, 0 lost (${stable.engine})`);
    },

    async 'who waits for the lock of the database holds nobody up'(stable) {
        if (stable.engine !== 'sqlite') return; // PostgreSQL lets many write
        const database = await stable.fresh();
        const token = await tokenFor(DEV, database, OFFICER);
        const server = await serve(DEV, database, { workers: 1 });
        const holder = spawn('sqlite3', [database.path], { stdio: ['pipe', 'pipe', 'inherit'] });
        holder.stdin.write('.bail on\n.timeout 30000\nBEGIN IMMEDIATE;\nSELECT 1;\n'); // the server may be writing just now
        await new Promise((resolve) => holder.stdout.once('data', resolve));
        let written = 0, slowest = 0;
        const writes = Array.from({ length: 12 }, (_, i) => create(server, token, `Ventet ${i}`).then((r) => (written++, r.status)));
        // Who waited with them would be answered when they have given up, and the writes not be done.
        for (let i = 0; i < 20; i++) {
            const since = performance.now();
            assert.equal((await fetch(`${server.url}/sign-in`)).status, 200);
            assert.equal(written, 0, `a reader was answered after ${written} writers`);
            slowest = Math.max(slowest, performance.now() - since);
            await sleep(10);
        }
        holder.stdin.end('ROLLBACK;\n');
        assert.deepEqual(await Promise.all(writes), Array(12).fill(201));
        await server.stop();
        console.log(`  the slowest reader beside twelve waiting writers: ${slowest.toFixed(0)} ms`);
    },

    async 'what is forbidden is refused in each process'(stable) {
        const database = await stable.empty();
        for (const program of [DEV, RELEASE].filter(existsSync)) {
            const tried = await command(program, database, ['sandbox', '--lang', 'en']);
            assert.equal(tried.code, 0, tried.out + tried.err);
            const [, refused, of] = /(\d+) of (\d+) refused\n$/.exec(tried.out) ?? [];
            assert.equal(refused, of);
            assert.ok(Number(of) > 100, `only ${of} attempts`);
            console.log(`  ${program === DEV ? 'dev' : 'release'}: ${refused} of ${of} forbidden actions refused (${stable.engine})`);
        }
    },

    async 'every process of a running service is in its cage'(stable) {
        const database = await stable.fresh();
        const server = await serve(DEV, database, { workers: 2, args: ['--require-sandbox'] });
        for (const pid of [server.pid, ...(await children(server.pid))]) {
            const status = readFileSync(`/proc/${pid}/status`, 'utf8');
            assert.match(status, /^Seccomp:\t2$/m, `process ${pid} has no filter`);
            assert.match(status, /^NoNewPrivs:\t1$/m);
        }
        await server.stop();
    },

    // Rehearsed, confirmed, cancelled on the way and taken up again: each row once, and the worker answers others meanwhile.
    async 'a long import is a job, with progress, that can be cancelled and goes on'(stable) {
        const rows = stable.engine === 'sqlite' ? 4000 : 2100, database = await stable.fresh();
        const token = await tokenFor(DEV, database, OFFICER);
        const server = await serve(DEV, database, { workers: 1 });
        const browser = new Client(server.url);
        await browser.signIn(OFFICER, PASSWORD);
        const list = `/o/${BODY}/measures`, lines = Array.from({ length: rows }, (_, i) => `zqlang ${i}`);
        const fetched = (address, init = {}) => fetch(server.url + address, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
        const job = async (address, until) => {
            for (;;) {
                const state = await (await fetched(`${address}.json`)).json();
                if (until(state)) return state;
                await sleep(20);
            }
        };
        const ended = (state) => !['waiting', 'running'].includes(state.state);
        const counted = async () => (await (await fetched(`${list}.json?q=zqlang&limit=1`)).json()).count;

        await browser.send('GET', `${list}/import`);
        const formToken = /name="form_token" value="([^"]+)"/.exec(browser.page.html)[1];
        const file = multipart([['form_token', formToken], ['file', { name: 'lang.csv', type: 'text/csv', bytes: Buffer.from(['title', ...lines, ''].join('\n')) }]]);
        const sent = await browser.send('POST', `${list}/import`, { 'content-type': file.type, origin: server.url, 'sec-fetch-site': 'same-origin' }, file.body);
        assert.equal(sent.status, 303, sent.body.slice(0, 300));
        const rehearsed = await job(sent.headers.location, ended);
        assert.equal(rehearsed.state, 'done', JSON.stringify(rehearsed));
        assert.equal(rehearsed.result.new, rows);
        assert.equal(await counted(), 0);
        await browser.send('GET', rehearsed.result.href);
        assert.match(browser.page.html, new RegExp(`${Math.floor(rows / 1000)}[\\s\\u00a0,]?${String(rows).slice(1)}`));
        const yes = await browser.post(`${list}/import`, [['token', new URL(rehearsed.result.href, server.url).searchParams.get('token')]]);
        assert.equal(yes.status, 303, yes.body.slice(0, 300));

        const work = yes.headers.location;
        const under = await job(work, (state) => ended(state) || (state.done > 0 && state.done < rows));
        assert.ok(under.done > 0 && under.done < rows, `no progress was seen: ${JSON.stringify(under)}`);
        await browser.send('GET', work);
        await browser.post(`${work}/cancel`, []);
        const cancelled = await job(work, ended);
        assert.equal(cancelled.state, 'cancelled', JSON.stringify(cancelled));
        await sleep(1500); // a step that was under way is taken back
        const part = await counted();
        assert.ok(part >= under.done && part < rows, `${part} after ${under.done}`);
        await browser.send('GET', work);
        await browser.post(`${work}/retry`, []);
        assert.equal((await job(work, ended)).state, 'done');
        assert.equal(await counted(), rows);
        console.log(`  cancelled after ${part} of ${rows} rows, then ${rows} (${stable.engine})`);

        if (stable.engine !== 'sqlite') return server.stop(); // the rest knows no engine
        // By API it is all or nothing, as for a short one.
        const api = (body) => fetched(`${list}/import`, { method: 'POST', headers: { 'content-type': 'text/csv' }, body });
        const refused = await api(['title;state', ...lines.map((line) => `api ${line};`), 'api zqlang feil;Ukjent', ''].join('\n'));
        assert.equal(refused.status, 202);
        assert.equal(`${refused.headers.get('location')}.json`, (await refused.json()).job);
        const failed = await job(refused.headers.get('location'), ended);
        assert.equal(failed.state, 'failed');
        assert.match(JSON.stringify(failed.result.lines), new RegExp(`${rows + 2}`));
        const operator = await tokenFor(DEV, database, PERSONS.operator); // may look after it, and does not read what was in the file
        const looked = await (await fetch(`${server.url}${refused.headers.get('location')}.json`, { headers: { authorization: `Bearer ${operator}` } })).json();
        assert.equal(looked.state, 'failed');
        assert.equal(looked.result ?? null, null);
        assert.equal(await counted(), rows);
        const taken = await job((await api(['title', ...lines.map((line) => `api ${line}`), ''].join('\n'))).headers.get('location'), ended);
        assert.equal(taken.state, 'done', JSON.stringify(taken));
        assert.equal(await counted(), 2 * rows);
        await server.stop();
    },

    async 'a command that reads a file from outside is in a cage before its first byte'(stable) {
        const database = await stable.fresh();
        for (const program of [DEV, RELEASE].filter(existsSync)) {
            const reader = spawn(program, ['import', 'csv', '-', '--kind', 'measures', '--organisation', BODY, '--database', database.url],
                { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...SANITIZERS } });
            let said = '';
            reader.stdout.on('data', (text) => { said += text; });
            reader.stderr.on('data', (text) => { said += text; });
            const ended = new Promise((resolve) => reader.on('exit', resolve));
            const filter = () => /^Seccomp:\t(\d)$/m.exec(readFileSync(`/proc/${reader.pid}/status`, 'utf8'))[1];
            for (let i = 0; i < 1200 && filter() !== '2'; i++) await sleep(50);
            assert.equal(filter(), '2', 'it waits for the file without a cage');
            reader.stdin.end(`title\nLest i et bur av ${basename(dirname(program))}\n`);
            assert.equal(await ended, 0, said);
        }
    },

    async 'a file from outside is read in a cell, and a dead cell costs no worker'(stable) {
        for (const program of [DEV, RELEASE].filter(existsSync)) await aDeadCell(program, stable);
    },

    // By a socket of this machine, and by the name of a host: a name is looked up before the cage closes.
    async 'a connection to the database that was cut is made again inside the cage'(stable) {
        if (stable.engine !== 'postgresql') return;
        const named = await startPostgres({ port: await freePort() });
        await named.create('named');
        const key = join(mkdtempSync(join(tmpdir(), 'samstyr-named-')), 'key');
        const elsewhere = { engine: 'postgresql', url: named.url('named'), key };
        const filled = await command(DEV, elsewhere, ['demo']);
        assert.equal(filled.code, 0, filled.err);
        assert.match(elsewhere.url, /localhost/);
        for (const [database, postgres] of [[await stable.fresh(), stable.server], [elsewhere, named]]) {
            const token = await tokenFor(DEV, database, OFFICER);
            const server = await serve(DEV, database, { workers: 1 });
            assert.equal((await create(server, token, 'Før bruddet')).status, 201);
            await postgres.sql('postgres', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'samstyr'`);
            const asked = [];
            for (let i = 0; i < 3; i++) asked.push((await create(server, token, `Etter bruddet ${i}`)).status);
            assert.ok(asked.includes(201), `answers: ${asked} of ${database.url}`);
            await server.stop();
        }
        await named.stop();
        rmSync(dirname(key), { recursive: true });
    },

    async 'what cannot be read is refused in our words, with our headers'(stable) {
        const server = await serve(DEV, await stable.fresh(), { workers: 1 });
        const heard = (bytes) => new Promise((done) => {
            let answer = '';
            const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(bytes, 'latin1'));
            socket.on('data', (data) => { answer += data; }).on('error', () => {}).on('close', () => done(answer));
            socket.setTimeout(20000, () => socket.destroy());
        });
        const known = 'Host: a\r\nAccept-Language: nn\r\nAccept: text/html\r\nConnection: close\r\n';
        const chunked = `POST /sign-in HTTP/1.1\r\n${known}Transfer-Encoding: chunked\r\n\r\n`;
        const refused = [
            [400, 'hello there\r\n\r\n'],
            [400, 'GET /\r\n\r\n'],
            [400, 'GET / HTTP/1.1\r\n\r\n'],
            [400, `GET / HTTP/1.1\r\n${known}nocolon\r\n\r\n`],
            [400, `POST / HTTP/1.1\r\n${known}Content-Length: abc\r\n\r\n`],
            [400, `${chunked}zz\r\nabc\r\n0\r\n\r\n`],
            [400, `${chunked}0\r\nnocolon\r\n\r\n`],
            [413, `${chunked}ffffffffffffffffff\r\nabc\r\n`],
            [413, `POST / HTTP/1.1\r\n${known}Content-Length: 99999999999999999999999\r\n\r\n`],
            [414, `GET /${'a'.repeat(9000)} HTTP/1.1\r\n${known}\r\n`, 'Adressa er for lang'],
            [414, `GET /${'a'.repeat(40000)} HTTP/1.1\r\n${known}\r\n`],
            [431, `GET / HTTP/1.1\r\n${known}X: ${'a'.repeat(20000)}\r\n\r\n`, 'Førespurnaden er for stor'],
            [431, `GET / HTTP/1.1\r\n${known}X: ${'a'.repeat(60000)}\r\n\r\n`],
            [505, `GET / HTTP/2.0\r\n${known}\r\n`],
        ];
        for (const [status, bytes, words] of refused) {
            const answer = await heard(bytes), what = `${JSON.stringify(bytes.slice(0, 60))}: ${answer.slice(0, 200)}`;
            assert.ok(answer.startsWith(`HTTP/1.1 ${status} `), what);
            assert.match(answer, /^content-security-policy: default-src 'none'/im, what);
            assert.match(answer, /^x-content-type-options: nosniff/im, what);
            assert.match(answer, /^x-request-id: [0-9a-f]{16}/im, what);
            assert.match(answer, /<html lang="(nb|nn)"/, what);
            assert.ok(!words || answer.includes(words), `${what} lacks "${words}"`);
        }
        const program = await heard(`POST /sign-in HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`);
        assert.match(program, /^content-type: application\/problem\+json/im);
        assert.equal(JSON.parse(program.slice(program.indexOf('\r\n\r\n') + 4)).status, 400);
        await server.stop();
    },

    async 'TLS by the program itself: its versions, its cookie, its headers'(stable) {
        if (stable.engine !== 'sqlite') return;
        const database = await stable.fresh();
        const cert = `${database.path}.crt`, key = `${database.path}.pem`;
        await must('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
            '-subj', '/CN=localhost', '-days', '1', '-keyout', key, '-out', cert]);
        const port = await freePort();
        const server = start(DEV, ['serve', '--listen', `127.0.0.1:${port}`, '--workers', '1', '--tls-cert', cert, '--tls-key', key],
            { env: { SAMSTYR_DATABASE: database.url } });
        const ask = (method, path, headers = {}, body = '', options = {}) => new Promise((done, fail) => {
            const sent = https.request({ port, host: '127.0.0.1', method, path, agent: false, rejectUnauthorized: false, headers, ...options }, (reply) => {
                let text = '';
                reply.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => done({ status: reply.statusCode, headers: reply.headers, text }));
            });
            sent.on('error', fail).end(body);
        });
        for (let i = 0; i < 2400 && await ask('GET', '/health').then((r) => r.status !== 200, () => true); i++) await sleep(25);
        const page = await ask('GET', '/sign-in');
        assert.match(page.headers['strict-transport-security'], /max-age=31536000; includeSubDomains/);
        const signed = await ask('POST', '/sign-in', { 'content-type': 'application/x-www-form-urlencoded', origin: `https://127.0.0.1:${port}`,
            'sec-fetch-site': 'same-origin' }, `email=${encodeURIComponent(OFFICER)}&password=${PASSWORD}`);
        assert.equal(signed.status, 303, signed.text);
        const cookie = signed.headers['set-cookie'].find((one) => one.includes('session'));
        assert.match(cookie, /^__Host-/);
        for (const word of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) assert.ok(cookie.includes(word), `${word}: ${cookie}`);
        for (const version of ['TLSv1', 'TLSv1.1'])
            await assert.rejects(ask('GET', '/health', {}, '', { minVersion: 'TLSv1', maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' }), undefined, version);
        const how = await server.stop();
        assert.equal(how.code, 0, server.log().slice(-2000));
    },

    async 'what is written is signed within seconds, by both builds'(stable) {
        for (const program of [DEV, RELEASE].filter(existsSync)) {
            const database = await stable.fresh();
            const token = await tokenFor(program, database, OFFICER);
            const server = await serve(program, database, { workers: 1 });
            assert.equal((await create(server, token, 'Signert')).status, 201);
            let told;
            for (let i = 0; i < 300 && told?.unsigned !== 0; i++) {
                await sleep(200);
                told = JSON.parse((await command(program, database, ['verify', '--json'])).out);
            }
            assert.equal(told.unsigned, 0, `${told.unsigned} entries have no signature; ${server.log().slice(-2000)}`);
            assert.ok(told.sound && told.entries > 0, JSON.stringify(told));
            assert.doesNotMatch(server.log(), /history\.no_signer/);
            await server.stop();
        }
    },

    async 'a backup is drilled, and one that was tampered with is not'(stable) {
        if (stable.engine !== 'sqlite') return;
        const database = await stable.fresh();
        const copy = `${database.path}.copy`;
        assert.equal((await command(DEV, database, ['backup', copy])).code, 0);
        const before = readdirSync(dirname(copy)).sort();
        const drilled = await command(DEV, database, ['drill', copy, '--json']);
        assert.equal(drilled.code, 0, drilled.err);
        const said = JSON.parse(drilled.out);
        assert.ok(said.newest_change_at > 0 && said.verify_ms >= 0, drilled.out);
        await must('sqlite3', [copy, "UPDATE risk SET title = 'Ingen risiko', version = version + 1 WHERE id = 1"]);
        const changed = await command(DEV, database, ['drill', copy, '--lang', 'en']);
        assert.equal(changed.code, 1, changed.out);
        assert.match(changed.err, /R-1\b/);
        writeFileSync(copy, readFileSync(copy).subarray(0, 100_000));
        assert.equal((await command(DEV, database, ['drill', copy])).code, 1);
        assert.deepEqual(readdirSync(dirname(copy)).filter((name) => !name.startsWith(basename(copy))).sort(),
            before.filter((name) => !name.startsWith(basename(copy))), 'something was left behind');
    },

    async 'every answer carries the headers that forbid what our pages never need'(stable) {
        const database = await stable.fresh();
        const token = await tokenFor(DEV, database, OFFICER);
        const server = await serve(DEV, database, { workers: 1 });
        const listed = (await command(DEV, database, ['reference', 'routes'])).out;
        const paths = [...new Set([...listed.matchAll(/`(\/[^` ]*)`/g)].map(([, path]) => path))]
            .map((path) => path.replace('{organisation}', BODY).replace(/\{[^}]*\}/g, '1'));
        assert.ok(paths.length > 100, `only ${paths.length} routes`);
        const style = /href="(\/assets\/[^"]+\.css[^"]*)"/.exec(await (await fetch(`${server.url}/sign-in`)).text())[1];
        const tag = (await fetch(server.url + style)).headers.get('etag');
        const asks = [
            ...paths.flatMap((path) => [
                [path, { headers: { authorization: `Bearer ${token}` } }], // by a program
                [path, { headers: { authorization: `Bearer ${token}`, accept: 'text/html' } }],
                [path, {}], // by nobody
                [path, { method: 'PUT', body: 'x' }],
            ]),
            [style, {}], ...(tag ? [[style, { headers: { 'if-none-match': tag } }]] : []), ['/nowhere', {}], ['/%00', {}], ['/%2e%2e/x', {}],
            ['/sign-in', { method: 'PROPFIND' }], ['/sign-in', { method: 'POST', body: 'x'.repeat(2 ** 21) }], ['/', { headers: { cookie: 'x'.repeat(20_000) } }],
        ];
        const statuses = {};
        for (const [path, how] of asks) {
            const reply = await fetch(server.url + path, { redirect: 'manual', ...how }).catch((error) => error.cause);
            if (!reply.headers) continue; // shut before all was sent
            await reply.arrayBuffer();
            statuses[reply.status] = (statuses[reply.status] ?? 0) + 1;
            const must = (name, pattern) => assert.match(reply.headers.get(name) ?? '(none)', pattern, `${how.method ?? 'GET'} ${path} (${reply.status}): ${name}`);
            must('content-security-policy', /default-src 'none'.*frame-ancestors 'none'/);
            must('x-content-type-options', /^nosniff$/);
            must('referrer-policy', /^(same-origin|no-referrer)$/);
            must('cross-origin-opener-policy', /^same-origin$/);
            must('cross-origin-resource-policy', /^same-origin$/);
            must('cache-control', /^\/(assets\/|favicon)/.test(path) ? /./ : /no-store|private|no-cache/);
            assert.equal(reply.headers.get('access-control-allow-origin'), null, path);
        }
        assert.ok(statuses[200] && statuses[404] && (!tag || statuses[304]), JSON.stringify(statuses));
        console.log(`  ${asks.length} answers of ${paths.length} routes: ${JSON.stringify(statuses)}`);
        await server.stop();
    },

    async 'the list of what the program is made of names every library and every package, with its version'() {
        const list = async () => (await must(join(ROOT, 'script/sbom'), [DEV])).out;
        const text = await list(), { bomFormat, components, metadata } = JSON.parse(text);
        assert.equal(bomFormat, 'CycloneDX');
        assert.equal(text, await list(), 'the same program, another text');
        const sonames = components.flatMap(({ properties = [] }) => properties.filter(({ name }) => name === 'elf:soname').map(({ value }) => value));
        const needed = [...(await must('readelf', ['-d', DEV])).out.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, name]) => name);
        assert.ok(needed.length > 15, `${needed.length} libraries`);
        assert.deepEqual(needed.filter((name) => !sonames.includes(name)), []);
        for (const { name, version, purl } of components.filter(({ purl }) => purl.startsWith('pkg:deb/'))) {
            const { out } = await must('dpkg-query', ['-W', '-f', '${Version}\n', name]);
            assert.ok(out.split('\n').includes(version), `${name} is ${out.trim()}, not ${version}`);
            assert.ok(purl.includes(encodeURIComponent(version)));
        }
        const lock = JSON.parse(readFileSync(join(ROOT, 'src/look/package-lock.json'), 'utf8')).packages;
        const npm = components.filter(({ purl }) => purl.startsWith('pkg:npm/'));
        assert.equal(npm.length, Object.keys(lock).length - 1);
        for (const name of ['@digdir/designsystemet-css', '@fontsource-variable/inter', '@navikt/aksel-icons']) {
            const one = npm.find((c) => c.name === name);
            assert.equal(one.scope, 'required');
            assert.equal(one.version, lock[`node_modules/${name}`].version);
        }
        assert.ok(npm.some(({ name, scope }) => name === 'lightningcss-cli' && scope === 'excluded'));
        const refs = components.map((c) => c['bom-ref']);
        assert.equal(new Set(refs).size, refs.length);
        assert.equal(metadata.component.hashes[0].content, createHash('sha256').update(readFileSync(DEV)).digest('hex'));
    },

    async 'secrets are taken as systemd hands them over, and none is made beside the database'(stable) {
        const database = await stable.fresh(), folder = mkdtempSync('/tmp/samstyr-credentials-');
        const handed = join(folder, 'samstyr.seal');
        writeFileSync(handed, randomBytes(32), { mode: 0o400 });
        const beside = database.path && `${database.path}.seal`;
        if (beside) rmSync(beside, { force: true });
        let server = await serve(DEV, database, { workers: 1, env: { CREDENTIALS_DIRECTORY: folder } });
        assert.doesNotMatch(server.log(), /service\.no_seal/);
        await server.stop();
        assert.ok(!beside || !existsSync(beside), 'a key was made beside the database');
        chmodSync(handed, 0o644);
        server = await serve(DEV, database, { workers: 1, env: { CREDENTIALS_DIRECTORY: folder } });
        assert.match(server.log(), /service\.no_seal/); // others read it: not taken, and no other in its place
        await server.stop();
        rmSync(folder, { recursive: true });
    },

    async 'a password on the list that the operator brings cannot be chosen'(stable) {
        const database = await stable.fresh(), folder = mkdtempSync('/tmp/samstyr-refused-'), list = join(folder, 'list');
        writeFileSync(list, 'kort\ntre blå elger på loftet\nen annen setning som har lekket\n');
        const none = await command(DEV, database, ['serve', '--listen', `127.0.0.1:${await freePort()}`, '--refused-passwords', join(folder, 'none')]);
        assert.equal(none.code, 1);
        assert.match(none.err, /none/);
        const server = await serve(DEV, database, { workers: 1, args: ['--refused-passwords', list] });
        assert.match(server.log(), /service\.refused_passwords n=2/);
        const { out, err } = await command(DEV, database, ['person', 'link', PERSONS.employee, '--url', server.url]);
        const [link] = /http\S+\/sign-in\/link\/[\w-]+/.exec(out + err);
        const choose = (password) => fetch(link, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ password }) });
        const refused = await choose('Tre blå elger på loftet');
        assert.equal(refused.status, 422);
        assert.match(await refused.text(), /på avveie/);
        assert.equal((await choose('fire blå elger på loftet')).status, 303);
        await server.stop();
        rmSync(folder, { recursive: true });
    },

    async 'a port in use is told of, and nothing is left behind'(stable) {
        const database = await stable.fresh();
        const server = await serve(DEV, database);
        const port = new URL(server.url).port;
        const second = await command(DEV, database, ['serve', '--listen', `127.0.0.1:${port}`], { seconds: 30 });
        assert.equal(second.code, 1);
        assert.equal(second.err.trim().split('\n').filter((line) => line.startsWith('samstyr:')).length, 1, second.err);
        await server.stop();
        assert.equal(await listening(Number(port)), false);
    },
};

for (const [file, controls] of [['NIST_SP-800-53_rev5_catalog.json', 1189], ['NIST_CSF_v2.0_catalog.converted.json', 219]])
    tests[`${file}: every control, part and parameter is read in`] = async (stable) => {
        if (!existsSync(join(CATALOGS, file))) return 'the catalog files lie beside the repository, in ../shared, and are not here';
        const database = await stable.empty();
        await command(DEV, database, ['migrate']);
        const told = await command(DEV, database, ['import', 'oscal-catalog', join(CATALOGS, file), '--lang', 'en']);
        assert.equal(told.code, 0, told.err);
        const n = (name) => Number((told.out.match(new RegExp(`([\\d,]+) ${name}`))?.[1] ?? '0').replaceAll(',', ''));
        const catalog = JSON.parse(readFileSync(join(CATALOGS, file), 'utf8'));
        assert.equal(n('controls'), controls);
        assert.equal(n('controls'), count(catalog, 'controls'));
        assert.equal(n('parts'), count(catalog, 'parts'));
        assert.equal(n('parameters'), count(catalog, 'params'));
        const back = await command(DEV, database, ['import', 'oscal-catalog', join(CATALOGS, file), '--lang', 'en']);
        assert.equal(back.code, 0, 'reading the same file again');
    };

for (const engine of ['sqlite', 'postgresql']) {
    const stable = await openStable(engine, DEV);
    for (const [name, test] of Object.entries(tests)) {
        if (!`${engine} ${name}`.includes(word)) continue;
        try {
            const why = await test(stable);
            if (why) {
                skipped++;
                console.log(`skipped: ${name}: ${why}`);
            } else passed++;
        } catch (error) {
            failed++;
            console.log(`failed: ${engine}: ${name}\n  ${error.message}`);
        }
    }
    await stable.close();
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed ? 1 : 0);
