// run.mjs - files that do harm, through the door: node tests/hostile/run.mjs [--count N] [--seed N] [--release] [WORD]
// SPDX-License-Identifier: EUPL-1.2
//
// First the fixed set (bombs.mjs), each with its answers; then N mutated files, each of which must be answered
// by 2xx or 4xx in time. No process may die but the cells that read files, and none may take 256 MiB.
import assert from 'node:assert/strict';
import { family, memoryPeak, mutate, Random, seeds } from './mutate.mjs';
import { must } from '../lib/process.mjs';
import { unzip } from './zip.mjs';
import { BODY, DEV, OFFICER, openStable, RELEASE, serve, tokenFor } from '../lib/product.mjs';
import { bombs, CUT, honest } from './bombs.mjs';

const option = (name, fallback) => {
    const at = process.argv.indexOf(name);
    return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const release = process.argv.includes('--release');
const COUNT = option('--count', 300), SEED = option('--seed', 20261121);
// The build for tests watches every byte, and shares the machine.
const PATIENCE = release ? 2000 : 20_000, MEMORY = release ? 256 : Infinity, AT_ONCE = 4;
const word = process.argv.slice(2).find((arg, i, all) => !arg.startsWith('--') && !['--count', '--seed'].includes(all[i - 1])) ?? '';

const stable = await openStable('sqlite', release ? RELEASE : DEV);
const database = await stable.fresh();
const token = await tokenFor(stable.program, database, OFFICER);
const CANARIES = ['=1+1', '+1+1', '-1+cmd', '@SUM(A1)', ' =1+1', '\u00a0=1', '\uff1d1+1', "'=1"];
const tainted = release ? [] : await taint();
const server = await serve(stable.program, database, { workers: 2 });
const before = family(server.pid).map((p) => p.pid).sort();
let passed = 0, failed = 0, slowest = 0;
const statuses = {};

const doors = {
    table: ['measures/import?rehearse=1', 'text/csv'],
    json: ['measures', 'application/json'],
};

async function knock({ door, bytes }) {
    const [path, type] = doors[door];
    const began = performance.now();
    const reply = await fetch(`${server.url}/o/${BODY}/${path}`, {
        method: 'POST', body: bytes, headers: { authorization: `Bearer ${token}`, 'content-type': type } });
    const text = await reply.text();
    const took = performance.now() - began;
    slowest = Math.max(slowest, took);
    statuses[reply.status] = (statuses[reply.status] ?? 0) + 1;
    assert.ok(took <= PATIENCE, `took ${took.toFixed(0)} ms`);
    return { status: reply.status, text };
}

async function tell(name, work) {
    try {
        await work();
        passed++;
    } catch (error) {
        failed++;
        console.log(`failed: ${name}\n  ${error.message}${error.cause ? ` (${error.cause.message})` : ''}`);
    }
}

// Every text of every kind becomes what a spreadsheet might run.
async function taint() {
    const ask = async (sql) => (await must('sqlite3', [database.path, sql])).out.trim().split('\n').filter(Boolean);
    const columns = await ask(`SELECT m.name || ' ' || p.name FROM sqlite_master m, pragma_table_info(m.name) p
        WHERE m.type = 'table' AND p.name IN ('title', 'name', 'description')
        AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) q WHERE q.name = 'ref')`);
    for (const [table, column] of columns.map((line) => line.split(' ')))
        await ask(`UPDATE ${table} SET ${column} = CASE id % ${CANARIES.length} ${CANARIES.map((text, i) =>
            `WHEN ${i} THEN '${text.replaceAll("'", "''")}'`).join(' ')} END WHERE ${column} IS NOT NULL`);
    return columns;
}

async function formulas() {
    if (release) return;
    const get = async (path) => fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } });
    const { paths } = await (await get('/openapi.json')).json();
    const kinds = Object.keys(paths).map((path) => /^\/o\/\{organisation\}\/([a-z-]+)$/.exec(path)?.[1]).filter(Boolean);
    let n = 0, cells = 0, marked = 0;
    for (const kind of kinds) {
        const reply = await get(`/o/${BODY}/${kind}.csv`);
        if (reply.status !== 200 || !reply.headers.get('content-type').startsWith('text/csv')) continue; // no list of things
        n++;
        for (const [, quoted, plain] of (await reply.text()).slice(1).matchAll(/"((?:[^"]|"")*)"|([^;\r\n]+)/g)) {
            const cell = quoted ?? plain;
            cells++;
            marked += /^'/.test(cell);
            assert.ok(!/^['\s]*[=+@\uff1d\uff0b\uff20-]/.test(cell) || /^'/.test(cell) || /^-?\d+(,\d+)?$/.test(cell), `${kind}.csv: ${cell}`);
        }
        const book = Buffer.from(await (await get(`/o/${BODY}/${kind}.xlsx`)).arrayBuffer());
        assert.equal(book.toString('latin1', 0, 2), 'PK', `${kind}.xlsx: ${book.toString('utf8', 0, 300)}`);
        for (const part of unzip(book)) assert.doesNotMatch(part.bytes.toString('utf8'), /<f[ >]/, `${kind}.xlsx: a formula in ${part.name}`);
    }
    assert.ok(n > 20 && marked > 100, `${n} kinds, ${marked} marked cells`);
    console.log(`${cells} cells of ${n} kinds from ${tainted.length} tainted columns: ${marked} marked, no formula`);
}

await tell('formulas', formulas);
for (const [name, bomb] of Object.entries({ ...honest, ...bombs }).filter(([name]) => name.includes(word)))
    await tell(`bomb: ${name}`, async () => {
        const { status, text } = await knock(bomb).catch((error) => {
            if (bomb.answers.includes(CUT) && ['EPIPE', 'ECONNRESET'].includes(error.cause?.code)) return { status: CUT, text: '' };
            throw error;
        });
        assert.ok(bomb.answers.includes(status), `answered ${status}, not ${bomb.answers.join(' or ')}: ${text.slice(0, 300)}`);
        assert.doesNotMatch(text, /root:x:0/, 'a file of the machine is in the answer');
    });
console.log(`${passed} of ${passed + failed} bombs answered as they should`);

if (!word) {
    const all = await seeds(server.url, token, BODY);
    let next = 0;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        while (next < COUNT) {
            const n = next++;
            const file = mutate(all, new Random(SEED + n));
            await tell(`mutation ${SEED + n} of ${file.name}`, async () => {
                const { status, text } = await knock(file);
                assert.ok(status >= 200 && status < 500, `answered ${status}: ${text.slice(0, 300)}`);
            });
        }
    }));
}

await tell('every process lives', async () => {
    const after = family(server.pid).map((p) => p.pid).filter((pid) => before.includes(pid)).sort();
    assert.deepEqual(after, before);
});
const cells = (server.log().match(/event=prison.cell_ended/g) ?? []).length;
const peak = Math.max(...before.map(memoryPeak));
await tell('memory', async () => assert.ok(peak < MEMORY, `${peak.toFixed(0)} MiB`));
await tell('the end', () => server.stop());
await stable.close();
console.log(`${COUNT} mutated files from ${SEED}: statuses ${JSON.stringify(statuses)}, slowest ${slowest.toFixed(0)} ms, most memory of a process ${peak.toFixed(0)} MiB, ${cells} cells ended by a limit`);
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
