// asvs.mjs - the table of OWASP ASVS 5.0 beside the tests: whole, and every proof it names is there.
// SPDX-License-Identifier: EUPL-1.2
//
// docs/security/asvs.csv has a row for each requirement of levels 1 and 2 but WebRTC and the parts of
// OAuth that Samstyr does not play (resource server, authorisation server, OpenID provider, consent).
// A proof is kind:name: unit (a unit test), story, matrix (cases of tests/matrix), program (cases of
// tests/program), fuzz (a target), suite (of tests/all.mjs), or file (something to read).
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from '../lib/process.mjs';

const LEVELS = { 1: 65, 2: 161 }; // how many the standard has, without the chapters above
const STATUS = ['met', 'partly', 'open', 'operator', 'not applicable'];
const AUTOMATIC = 0.7;

const text = (path) => readFileSync(join(ROOT, path), 'utf8');
const files = (folder) => readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));

function cells(line) {
    return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].slice(0, 5)
        .map(([, cell]) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));
}

const sources = files('src');
const unitTests = sources.filter((path) => path.endsWith('_test.c')).map((path) => readFileSync(path, 'utf8')).join('');
const stories = [...files('tests/stories'), ...sources].filter((path) => path.endsWith('.http')).map((path) => basename(path, '.http'));
const suites = text('tests/all.mjs'), program = text('tests/program/run.mjs');
const matrix = files('tests/matrix').map((path) => readFileSync(path, 'utf8')).join('');

const exists = {
    unit: (name) => unitTests.includes(`void test_${name}(`),
    story: (name) => stories.includes(name),
    matrix: (name) => matrix.includes(name) || existsSync(join(ROOT, `tests/matrix/${name}.mjs`)),
    program: (name) => program.includes(name.replaceAll('_', ' ')),
    fuzz: (name) => existsSync(join(ROOT, `fuzz/${name}.c`)),
    suite: (name) => suites.includes(`name: '${name}`),
    file: (name) => existsSync(join(ROOT, name)),
};
// A file is a proof that runs when it is a test.
const runs = (proof) => !proof.startsWith('file:') || /_test\.c$|\.mjs$|\.http$/.test(proof);

let passed = 0, failed = 0;
const check = (name, fn) => {
    try {
        fn();
        passed++;
    } catch (error) {
        failed++;
        console.log(`failed: ${name}: ${error.message}`);
    }
};

const rows = text('docs/security/asvs.csv').trim().split('\n').slice(1).map((line) => {
    const [id, level, status, reason, proof] = cells(line);
    return { id, level, status, reason, proofs: proof.split(' ').filter(Boolean) };
});
for (const row of rows)
    check(row.id, () => {
        assert.match(row.id, /^\d+\.\d+\.\d+$/);
        assert.ok(STATUS.includes(row.status), `no such status: ${row.status}`);
        assert.ok(row.reason, 'a reason is missing');
        for (const proof of row.proofs) {
            const [, kind, name] = /^(\w+):(.+)$/.exec(proof) ?? [];
            assert.ok(exists[kind]?.(name), `there is no ${proof}`);
        }
        assert.ok(row.proofs.length || row.status !== 'met', 'met, and nothing shows it');
    });
for (const [level, n] of Object.entries(LEVELS))
    check(`level ${level}`, () => assert.equal(new Set(rows.filter((row) => row.level === level).map((row) => row.id)).size, n));
const automatic = rows.filter((row) => row.proofs.some(runs)).length;
check('proofs that run', () => assert.ok(automatic / rows.length >= AUTOMATIC, `${automatic} of ${rows.length}`));
console.log(STATUS.map((status) => `${rows.filter((row) => row.status === status).length} ${status}`).join(', ') +
    `; ${automatic} of ${rows.length} with a proof that runs`);
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
