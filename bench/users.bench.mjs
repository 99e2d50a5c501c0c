// users.bench.mjs - 500 users at once, who read pages and now and then write. Reliability goal G1: a hundred bodies,
// 100,000 risks, 500 requests a second for three minutes, one in ten a write; p99 at most 200 ms and no error.
// SPDX-License-Identifier: EUPL-1.2
//
// SAMSTYR_USERS_SECONDS makes it shorter, SAMSTYR_USERS_ENGINES (sqlite,postgresql) chooses. Filling takes two minutes.
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../tests/lib/client.mjs';
import { startPostgres } from '../tests/lib/postgres.mjs';
import { must, ROOT } from '../tests/lib/process.mjs';
import { command, openStable, RELEASE, serve } from '../tests/lib/product.mjs';
import { cpuOf, startFloor } from './lib.mjs';

const USERS = 500, BODIES = 100, RISKS = 1000, SHOWN = 40;
const SECONDS = Number(process.env.SAMSTYR_USERS_SECONDS ?? 180);
const ENGINES = (process.env.SAMSTYR_USERS_ENGINES ?? 'sqlite').split(',');
const ROLES = ['officer', 'officer', 'line_manager', 'top_management', 'auditor']; // of a body; each reads its risks
const WRITERS = ['officer', 'line_manager'];
const CALLS = 50; // what one person may, as delivered

export const title = `${USERS} users at once (${BODIES} bodies, ${BODIES * RISKS} risks, ${SECONDS} s, one in ten writes, 2 workers)`;

export async function* rows() {
    for (const engine of ENGINES) yield* told(engine);
}

async function* told(engine) {
    const folder = mkdtempSync(join(tmpdir(), 'samstyr-users-'));
    const { database, close } = await emptyDatabase(engine, folder);
    const people = join(folder, 'people');
    const since = performance.now();
    await fill(database, people);
    const filled = (performance.now() - since) / 1000;
    const server = await serve(RELEASE, database, { workers: 2, calls: CALLS });
    const floor = await startFloor();
    try {
        await look(server.url, people);
        const theirs = await ask(floor, 'floor', people, Math.max(5, SECONDS / 6));
        const ours = await ask(server, 'ours', people, SECONDS);
        const of = (what) => `${engine}: ${what}`;
        yield { what: of('p99'), ours: ours.p99, unit: 'ms', aim: 200,
            note: `median ${ours.p50.toFixed(1)}, 999 of 1,000 ${ours.p999.toFixed(0)}, longest ${ours.max.toFixed(0)} ms; filled in ${filled.toFixed(0)} s` };
        yield { what: of('errors'), ours: ours.failed, unit: '', aim: 0, note: JSON.stringify(ours.errors) };
        yield { what: of('median beside the floor'), ours: ours.p50, floor: theirs.p50, unit: 'ms' };
        yield { what: of('p99 beside the floor'), ours: ours.p99, floor: theirs.p99, unit: 'ms' };
        yield { what: of('CPU for one request'), ours: ours.micros, floor: theirs.micros, unit: 'us',
            note: `${ours.perSecond.toFixed(0)}/s, floor ${theirs.perSecond.toFixed(0)}/s` };
        yield { what: of('machine busy'), ours: ours.busy * 100, floor: theirs.busy * 100, unit: '%',
            note: `the server ${(ours.share * 100).toFixed(0)} %, the floor ${(theirs.share * 100).toFixed(0)} % of ${cpus().length} cores; ` +
                `load ${ours.load.map((x) => x.toFixed(1)).join(' -> ')}` };
    } finally {
        await floor.stop();
        await server.stop();
        await close();
        rmSync(folder, { recursive: true, force: true });
    }
}

// PostgreSQL keeps its word here, as SQLite does: what was answered is on the disk.
async function emptyDatabase(engine, folder) {
    if (engine === 'postgresql') {
        const server = await startPostgres({ durable: true });
        await server.create('users');
        return { database: { engine, url: server.url('users'), key: join(folder, 'users.key') }, close: () => server.stop() };
    }
    const stable = await openStable('sqlite', RELEASE, { demo: false });
    return { database: await stable.empty(), close: () => stable.close() };
}

/* --- a hundred bodies, each with five people and a thousand risks, made by the commands an operator has --- */

async function ran(database, args, options) {
    const result = await command(RELEASE, database, args, { ...options, seconds: 300 });
    if (result.code !== 0) throw new Error(`samstyr ${args.join(' ')}: ${result.err || result.out}`);
    return result.out;
}

// Nine digits, the last a check digit (modulus 11), none of the register's.
function numbers(n) {
    const weights = [3, 2, 7, 6, 5, 4, 3, 2], found = [];
    for (let i = 99500000; found.length < n; i++) {
        const digits = [...String(i)].map(Number);
        const rest = digits.reduce((sum, d, at) => sum + d * weights[at], 0) % 11;
        if (rest !== 1) found.push(`${i}${rest ? 11 - rest : 0}`);
    }
    return found;
}

const WORDS = ['Leverandøren', 'Tilgangen', 'Nettverket', 'Sikkerhetskopien', 'Avtalen', 'Fagsystemet', 'Innloggingen', 'Skjemaløsningen'];
const HAPPENS = ['svikter', 'er for vid', 'blir stengt', 'kommer på avveier', 'løper ut', 'endres uten varsel'];

function risks(body) {
    const lines = ['title;scenario;likelihood;consequence'];
    for (let i = 0; i < RISKS; i++) {
        const what = `${WORDS[(i + body) % WORDS.length]} ${HAPPENS[i % HAPPENS.length]}`;
        lines.push(`${what} (${i + 1});Noen oppdager for sent at ${what.toLowerCase()}, og arbeidet stanser;${1 + i % 5};${1 + (i >> 3) % 5}`);
    }
    return `${lines.join('\n')}\n`;
}

async function fill(database, people) {
    await ran(database, ['migrate']);
    const bodies = numbers(BODIES), lines = [];
    for (const [at, number] of bodies.entries()) lines.push(...await fillBody(database, { number, at }));
    writeFileSync(people, `${lines.join('\n')}\n`);
}

async function fillBody(database, { number, at }) {
    const here = ['--organisation', number];
    await ran(database, ['init', ...here, '--name', `Kommune ${at + 1}`, '--level', 'municipality', '--admin', `leder@k${at}.example`]);
    await ran(database, ['import', 'csv', '-', '--kind', 'risks', ...here], { input: risks(at) });
    const lines = [];
    for (let i = 0; i < USERS / BODIES; i++) {
        const email = `p${i}@k${at}.example`, role = ROLES[i % ROLES.length];
        await ran(database, ['person', 'add', email, '--name', `Person ${i + 1}`, '--role', role, ...here]);
        const token = (await ran(database, ['token', 'create', '--person', email, '--name', 'bench', '--scopes', 'read write'])).trim().split(/\s+/).pop();
        lines.push({ token, writes: WRITERS.includes(role) });
    }
    return lines.map(({ token, writes }) => `${token} /o/${number} ${writes ? 'w' : 'r'} -`);
}

// Gives each person risks to look at, and sees that every address answers each role before anything is measured.
async function look(url, people) {
    const lines = readFileSync(people, 'utf8').trim().split('\n').map((line) => line.split(' '));
    const ids = new Map();
    for (const line of lines) {
        const [token, body] = line;
        const client = Object.assign(new Client(url), { token });
        const get = async (path, accept) => {
            const reply = await client.send('GET', path, { accept });
            if (reply.status !== 200) throw new Error(`${path} answered ${reply.status}: ${reply.body.slice(0, 300)}`);
            return reply.body;
        };
        if (!ids.has(body)) {
            const found = JSON.parse(await get(`${body}/risks.json?limit=${RISKS}`, 'application/json')).items;
            if (found.length !== RISKS) throw new Error(`${body} has ${found.length} risks`);
            ids.set(body, Array.from({ length: SHOWN }, () => found[randomInt(RISKS)].id));
        }
        if (body === lines[0][1]) {
            for (const path of ['', '/risks?limit=50&sort=title&likelihood=3', '/search?q=tilgang', '/measures', `/risks/${ids.get(body)[0]}`])
                await get(body + path, 'text/html');
        }
        line[3] = ids.get(body).join(',');
    }
    writeFileSync(people, `${lines.map((line) => line.join(' ')).join('\n')}\n`);
}

/* --- asking --- */

function machine() {
    const times = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))[1].split(' ').map(Number).slice(0, 8);
    const all = times.reduce((a, b) => a + b, 0);
    return { all, busy: all - times[3] - times[4] }; // without idle and waiting for the disk
}

async function ask({ url, pid }, whom, people, seconds) {
    const load = [loadavg()[0]];
    const before = { cpu: cpuOf(pid), ...machine() };
    const { out } = await must('wrk', ['-t2', `-c${USERS}`, `-d${Math.round(seconds)}s`, '--timeout', '10s', '-s', join(ROOT, 'bench/users.lua'),
        url, '--', whom, people, String(randomInt(1e6))], { seconds: seconds + 60 });
    const after = { cpu: cpuOf(pid), ...machine() };
    load.push(loadavg()[0]);
    const told = JSON.parse(out.trim().split('\n').pop());
    return {
        ...told, load, failed: Object.values(told.errors).reduce((a, b) => a + b, 0),
        perSecond: told.requests / told.seconds, micros: ((after.cpu - before.cpu) / told.requests) * 1e6,
        busy: (after.busy - before.busy) / (after.all - before.all),
        share: (after.cpu - before.cpu) / told.seconds / cpus().length,
    };
}
