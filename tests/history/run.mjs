// run.mjs - the history of a running service, taken away: our check and one of stock tools agree, on what is whole
// and on what was changed; and a restored backup announces itself.
// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT, run, sleep } from '../lib/process.mjs';
import { BODIES, BODY, command, DEV, openStable, PERSONS, serve, tokenFor } from '../lib/product.mjs';

const SMALL = Object.values(BODIES).at(-1); // the demonstration's smallest history
const LARGE = Object.values(BODIES)[0];
const SCRIPT = join(ROOT, 'docs/manual/verify-history.sh');
process.env.LANG = process.env.LC_ALL = 'C'; // words in English
const tries_all = process.argv.includes('--whole');
const word = process.argv.slice(2).find((argument) => argument !== '--whole') ?? '';
const folder = mkdtempSync(join(tmpdir(), 'samstyr-history-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

async function signed(database) {
    const server = await serve(DEV, database, { workers: 1 });
    await sleep(1500);
    await server.stop();
    return server.log();
}

async function exported(database, name, body = SMALL) {
    const file = join(folder, name);
    const told = await command(DEV, database, ['export', 'history', '--organisation', body, '--output', file]);
    assert.equal(told.code, 0, told.err);
    return file;
}

const ours = (database, file, ...args) => command(DEV, database, ['verify', file, ...args]);
const theirs = (file, ...args) => run(SCRIPT, [file, ...args], { seconds: 120 });

// Where each file of the tar begins and ends.
function members(bytes) {
    const all = [];
    for (let at = 0; bytes[at]; ) {
        const name = bytes.subarray(at, at + 100).toString().replace(/\0.*$/s, '');
        const size = parseInt(bytes.subarray(at + 124, at + 135).toString(), 8);
        all.push({ name, from: at + 512, size });
        at += 512 + Math.ceil(size / 512) * 512;
    }
    return all;
}

const tests = {
    async 'both checks say that an export is whole, and whose key it is'(database) {
        await signed(database);
        const file = await exported(database, 'whole.tar');
        const we = await ours(database, file), they = await theirs(file);
        assert.equal(we.code, 0, we.err);
        assert.equal(they.code, 0, they.out + they.err);
        const key = they.out.match(/signed by (\S+)/)[1];
        assert.ok(we.out.includes(key));
        const n = (text) => text.match(/(\d+) entries and (\d+) values/)?.slice(1).join();
        assert.equal(n(we.out), n(they.out));
        assert.equal((await ours(database, file, '--public-key', key)).code, 0);
        const other = key.replace(/\+[0-9a-f]{8}\+/, '+00000000+');
        assert.equal((await ours(database, file, '--public-key', other)).code, 1);
        assert.equal((await theirs(file, other)).code, 1);
    },

    // Headers, padding and the end are parts too.
    async 'both checks find a bit that was changed, in any part'(database) {
        await signed(database);
        const whole = readFileSync(await exported(database, 'flips.tar')), all = members(whole);
        const parts = all.flatMap(({ name, from, size }) => [
            { name: `header of ${name}`, from: from - 512, size: 512 }, { name, from, size },
            { name: `padding of ${name}`, from: from + size, size: (512 - size % 512) % 512 }]).filter(({ size }) => size);
        parts.push({ name: 'end', from: whole.length - 1024, size: 1024 });
        const flip = async (part, i) => {
            const file = join(folder, `flipped-${i}.tar`), byte = part.from + (i * 7919) % part.size, bytes = Buffer.from(whole);
            bytes[byte] ^= 1 << i % 8;
            writeFileSync(file, bytes);
            assert.equal((await ours(database, file)).code, 1, `ours: byte ${byte} of ${part.name}`);
            assert.equal((await theirs(file)).code, 1, `theirs: byte ${byte} of ${part.name}`);
        };
        for (const [i, part] of parts.entries())
            for (let more = 0; more < (tries_all ? 20 : 1); more++) await flip(part, i + more * parts.length);
        console.log(`  ${parts.length * (tries_all ? 20 : 1)} bits in ${parts.length} parts of ${whole.length} bytes`);
    },

    async 'both checks find a bit that was changed in a tile above the entries'(database, stable) {
        if (stable.engine !== 'sqlite') return;
        await signed(database);
        const file = await exported(database, 'large.tar', LARGE), bytes = readFileSync(file);
        const above = members(bytes).find(({ name }) => name.startsWith('tile/1/'));
        assert.ok(above, 'there are more than 256 entries');
        assert.equal((await theirs(file)).code, 0);
        bytes[above.from + 9] ^= 4;
        writeFileSync(file, bytes);
        assert.equal((await ours(database, file)).code, 1);
        assert.match((await theirs(file)).out, /BAD: the hashes of tile\/1/);
    },

    // The forgeries of the unit test, with what somebody knows who has an earlier head: key and checkpoint.
    async 'the check of stock tools finds the twelve forgeries too'(database, stable) {
        if (stable.engine !== 'sqlite') return;
        const kept = mkdtempSync(join(folder, 'forged-'));
        const made = await run(join(dirname(DEV), 'unit-tests'), ['*twelve_forgeries*'], { env: { SAMSTYR_FORGERIES: kept } });
        assert.equal(made.code, 0, made.out + made.err);
        const knows = [readFileSync(join(kept, 'key'), 'utf8'), join(kept, 'checkpoint')];
        const whole = await theirs(join(kept, 'whole'), ...knows);
        assert.equal(whole.code, 0, whole.out + whole.err);
        const forged = readdirSync(kept).filter((name) => name.endsWith('.tar'));
        assert.ok(forged.length >= 12, forged.join());
        for (const name of forged) {
            const told = await theirs(join(kept, name), ...knows);
            assert.equal(told.code, 1, `${name}: ${told.out}`);
            assert.match(told.out, /BAD: /, name);
        }
        console.log(`  ${forged.length} forgeries refused`);
    },

    async 'the database is whole, and a changed value is named'(database, stable) {
        await signed(database);
        const whole = await command(DEV, database, ['verify']);
        assert.equal(whole.code, 0, whole.err);
        assert.match(whole.out, / 0 entries wait for a signature/);
        if (stable.engine !== 'sqlite') return;
        await run('sqlite3', [database.path, `UPDATE event SET reason = 'another', changes = '{}' WHERE id = 40`]);
        const changed = await command(DEV, database, ['verify']);
        assert.equal(changed.code, 1);
        assert.match(changed.err, /entry \d+/);
    },

    // G15: not one hit in the database, its log and free pages, the search, exports or the service's log.
    async 'an erased person is nowhere, and the history still holds'(database, stable) {
        const email = 'quill.feather@utvandra.example', name = 'Quill Featherstonehaugh';
        const add = await command(DEV, database, ['person', 'add', email, '--name', name, '--organisation', SMALL]);
        assert.equal(add.code, 0, add.err);
        const dump = async () => stable.engine === 'sqlite'
            ? ['', '-wal'].map((ending) => database.path + ending).filter(existsSync).map((file) => readFileSync(file, 'latin1')).join('')
            : (await run('pg_dump', [database.url])).out;
        const hits = (text) => text.split(/Featherstonehaugh|featherstonehaugh|quill\.feather|feather@|Quill/).length - 1;
        assert.ok(hits(await dump()) > 2, 'the name is there before');
        const erased = await command(DEV, database,
            ['erase', 'person', email, '--basis', 'GDPR art. 17', '--in-texts', '--and-who', '--organisation', SMALL]);
        assert.equal(erased.code, 0, erased.err);
        const log = await signed(database);
        assert.equal(hits(await dump()), 0);
        assert.equal(hits(log), 0);
        const file = await exported(database, 'erased.tar');
        assert.equal(hits(readFileSync(file, 'latin1')), 0);
        const whole = await command(DEV, database, ['verify']), pack = await ours(database, file), they = await theirs(file);
        assert.equal(whole.code, 0, whole.err);
        assert.match(whole.out, /[1-9]\d* values were erased by law/);
        assert.equal(pack.code, 0, pack.err);
        assert.equal(they.code, 0, they.out);
        assert.match(they.out, /[1-9]\d* values were erased/);
    },

    // The same over HTTP: the gate commits, and a job clears the log and the free pages.
    async 'what is erased over HTTP leaves the files too'(database, stable) {
        if (stable.engine !== 'sqlite') return; // PostgreSQL's turn comes in the night
        const email = 'quill.feather@utvandra.example';
        const add = await command(DEV, database, ['person', 'add', email, '--name', 'Quill Featherstonehaugh', '--organisation', BODY]);
        assert.equal(add.code, 0, add.err);
        const token = await tokenFor(DEV, database, PERSONS.officer);
        const server = await serve(DEV, database, { workers: 1 });
        const ask = async (method, path, body) => {
            const reply = await fetch(`${server.url}/o/${BODY}${path}`, { method, body: body && JSON.stringify(body),
                headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' } });
            return { status: reply.status, tree: await reply.json() };
        };
        const hits = () => ['', '-wal'].map((ending) => database.path + ending).filter(existsSync)
            .map((file) => readFileSync(file, 'latin1').split(/Featherstonehaugh|quill\.feather/).length - 1).reduce((a, b) => a + b);
        const { id } = (await ask('GET', `/persons.json?email=${email}`)).tree.items[0];
        assert.ok(hits() > 2, 'the name is there before');
        const done = await ask('POST', `/persons/${id}/erase`, { basis: 'b', in_texts: '1', and_who: '1' });
        assert.equal(done.status, 200, JSON.stringify(done.tree));
        assert.ok(done.tree.history > 0);
        for (let i = 0; i < 240 && hits(); i++) await sleep(250);
        assert.equal(hits(), 0);
        await server.stop();
        const whole = await command(DEV, database, ['verify']);
        assert.equal(whole.code, 0, whole.err);
    },

    async 'a backup from before the last signature announces itself at the start'(database, stable) {
        if (stable.engine !== 'sqlite') return;
        await signed(database);
        await run('sqlite3', [database.path, 'PRAGMA wal_checkpoint(TRUNCATE)']);
        const before = join(folder, 'before.db');
        copyFileSync(database.path, before);
        const added = await command(DEV, database, ['person', 'add', 'ny.person@kopi.example', '--name', 'Ny Person',
            '--organisation', SMALL]);
        assert.equal(added.code, 0, added.err);
        await signed(database);
        for (const ending of ['-wal', '-shm']) rmSync(database.path + ending, { force: true });
        copyFileSync(before, database.path);
        const log = await signed(database);
        assert.match(log, /is shorter than what was signed/);
        assert.match(log, new RegExp(`next="samstyr/[0-9a-f]+/org/${SMALL}/2" reason="rolled-back"`));
        const whole = await command(DEV, database, ['verify']);
        assert.equal(whole.code, 0, whole.err);
    },
};

// Goal G14 in full: each bit of an export of 200 entries, by the unit test that else takes a sample of them.
async function everyBit() {
    const parts = await Promise.all([0, 1].map((part) => run(join(dirname(DEV), 'unit-tests'), ['*each_bit*'],
        { env: { SAMSTYR_EVERY_BIT: `${part}/2` }, seconds: 3600 })));
    for (const part of parts) console.log(part.out.match(/.* tried, .*/)?.[0] ?? part.err.match(/.* tried, .*/)?.[0]);
    assert.ok(parts.every((part) => part.code === 0), 'a bit was changed and not found');
}

let passed = 0, failed = 0;
if (tries_all) {
    await everyBit().then(() => passed++, (error) => { failed++; console.log(`failed: every bit\n  ${error.message}`); });
}
for (const engine of ['sqlite', 'postgresql']) {
    const stable = await openStable(engine, DEV);
    for (const [name, test] of Object.entries(tests)) {
        if (!`${engine} ${name}`.includes(word)) continue;
        try {
            await test(await stable.fresh(), stable);
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
