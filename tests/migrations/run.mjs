// run.mjs - the schema goes forward, once, on both engines, and from every release kept here.
// SPDX-License-Identifier: EUPL-1.2
//
// tests/migrations/released/VERSION.db.gz (SQLite) and VERSION.sql.gz (PostgreSQL) are what a release
// made of its demonstration; each must come forward, killed on its way, and verify.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { finding, must, ROOT, sleep, start } from '../lib/process.mjs';
import { BODY, command, DEV, OFFICER, openStable, serve, tokenFor } from '../lib/product.mjs';

const word = process.argv[2] ?? '';
const RELEASED = join(ROOT, 'tests/migrations/released');
let passed = 0, failed = 0;

const ok = async (database, ...args) => {
    const result = await command(DEV, database, args);
    assert.equal(result.code, 0, `samstyr ${args.join(' ')}: ${result.err || result.out}`);
    return result;
};

const sql = (database, text) => database.engine === 'sqlite'
    ? must('sqlite3', [database.path, text])
    : must('psql', ['-X', '-q', '-t', '-A', '-v', 'ON_ERROR_STOP=1', database.url, '-c', text]);

const steps = async (database) => (await sql(database, 'SELECT name FROM schema_step ORDER BY name')).out.trim();

const tests = {
    async 'an empty database gets the schema, and a second run changes nothing'(stable) {
        const database = await stable.empty();
        await ok(database, 'migrate');
        const first = await steps(database);
        assert.ok(first.length > 0);
        await ok(database, 'migrate');
        assert.equal(await steps(database), first);
        await ok(database, 'verify');
    },

    async 'a database that a newer program made is refused and left alone'(stable) {
        const database = await stable.empty();
        await ok(database, 'migrate');
        const columns = database.engine === 'sqlite'
            ? (await sql(database, "SELECT group_concat(name) FROM pragma_table_info('schema_step')")).out.trim()
            : (await sql(database, "SELECT string_agg(column_name, ',') FROM information_schema.columns WHERE table_name = 'schema_step'")).out.trim();
        const values = columns.split(',').map((name) => (name === 'name' ? "'2999-01-01-10-future'" : name));
        await sql(database, `INSERT INTO schema_step (${columns}) SELECT ${values} FROM schema_step WHERE name = (SELECT max(name) FROM schema_step)`);
        const before = await steps(database);
        for (const args of [['migrate'], ['serve', '--listen', '127.0.0.1:0']]) {
            const result = await command(DEV, database, args, { seconds: 30 });
            assert.equal(result.code, 1, `${args[0]}: ${result.err}`);
            assert.match(result.err, /2999-01-01-10-future/);
            assert.equal(finding(result.err), null);
        }
        assert.equal(await steps(database), before);
    },

    async 'a migration killed at any time has happened or has not'(stable) {
        for (const pause of [1, 15, 30, 50, 80, 120, 200]) {
            const database = await stable.empty();
            const child = start(DEV, ['migrate'], { env: { SAMSTYR_DATABASE: database.url } });
            await sleep(pause);
            await child.stop('SIGKILL');
            const had = await steps(database).catch(() => '');
            await ok(database, 'migrate');
            const has = await steps(database);
            assert.ok(had === '' || had === has, `after ${pause} ms: half a schema: ${had}`);
            await ok(database, 'verify');
            await database.drop();
        }
    },
};

async function released(database, file) {
    const bytes = gunzipSync(readFileSync(join(RELEASED, file)));
    if (database.engine === 'sqlite') writeFileSync(database.path, bytes);
    else await must('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', database.url], { input: bytes.toString() });
}

// The releases that are kept, as tests.
for (const file of readdirSync(RELEASED)) {
    const [, version, ending] = /^(.*)\.(db|sql)\.gz$/.exec(file);
    const engine = ending === 'db' ? 'sqlite' : 'postgresql';
    tests[`${version} comes forward on ${engine}`] = async (stable) => {
        const database = await stable.empty();
        await released(database, file);
        const before = await steps(database);
        const rehearsed = await ok(database, 'migrate', '--rehearse');
        assert.equal(await steps(database), before, 'a rehearsal changed something');
        for (let pause = 20, now = before; now === before && pause < 2000; pause *= 1.6) {
            const child = start(DEV, ['migrate'], { env: { SAMSTYR_DATABASE: database.url } });
            await sleep(pause);
            await child.stop('SIGKILL');
            now = await steps(database);
        }
        await ok(database, 'migrate');
        const added = (await steps(database)).split('\n').filter((step) => !before.includes(step));
        for (const step of added) assert.ok(rehearsed.out.includes(step), `the rehearsal said nothing of ${step}`);
        await ok(database, 'verify');
        const token = await tokenFor(DEV, database, OFFICER);
        const server = await serve(DEV, database);
        for (const path of ['measures.json', 'risks.json', 'incidents.json']) {
            const reply = await fetch(`${server.url}/o/${BODY}/${path}`, { headers: { authorization: `Bearer ${token}` } });
            assert.equal(reply.status, 200, `${path}: ${reply.status}`);
            assert.ok((await reply.json()).count > 0, `${path}: nothing is left`);
        }
        await server.stop();
    };
}

for (const engine of ['sqlite', 'postgresql']) {
    const stable = await openStable(engine, DEV, { demo: false });
    for (const [name, test] of Object.entries(tests)) {
        if (!`${engine} ${name}`.includes(word) || (name.includes(' comes forward on ') && !name.endsWith(engine))) continue;
        try {
            await test(stable);
            passed++;
        } catch (error) {
            failed++;
            console.log(`failed: ${engine}: ${name}\n  ${error.message}`);
        }
    }
    await stable.close();
}
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
