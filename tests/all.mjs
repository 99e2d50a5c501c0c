// all.mjs - every test suite in turn, two at a time; `node tests/all.mjs [NAME]`, after a build.
// SPDX-License-Identifier: EUPL-1.2
//
// NAME picks suites (tools, unit, corpus, stories ...); any other word picks cases inside them. `soak`
// runs only by name: endurance with every failure tried, every bit of a history changed, every fuzz target
// for a minute; it takes some hours.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, run } from './lib/process.mjs';
import { DEV, productMissing, RELEASE } from './lib/product.mjs';
import { postgresMissing, startPostgres } from './lib/postgres.mjs';

const BUILD = dirname(DEV);
const LOGS = join(ROOT, 'build/test');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

const node = (script, ...args) => run('node', [join(ROOT, script), ...args], { seconds: 2400 });
const built = (path) => (existsSync(join(BUILD, path)) ? null : `${BUILD.slice(ROOT.length + 1)}/${path} is not built`);

const oidcMissing = () => productMissing(DEV) ?? (existsSync(join(ROOT, 'tests/oidc/node_modules')) ? null
    : 'tests/oidc has no npm packages (script/bootstrap installs them)');

/* A suite: name, why it cannot run here (or null), and what runs it with a word that picks cases.
   Long ones first, so that the two lanes end together. */
const suites = [
    ...browserSuites(),
    { name: 'unit', missing: () => built('unit-tests') ?? postgresMissing(), run: unit },
    { name: 'endurance', missing: () => productMissing(RELEASE),
        run: (word) => node('tests/endurance/run.mjs', ...word) },
    { name: 'program', missing: () => productMissing(DEV) ?? postgresMissing(),
        run: (word) => node('tests/program/run.mjs', ...word) },
    { name: 'stories-sqlite', missing: () => productMissing(DEV),
        run: (word) => node('tests/story/run.mjs', '--engine', 'sqlite', ...word) },
    { name: 'stories-postgresql', missing: () => productMissing(DEV) ?? postgresMissing(),
        run: (word) => node('tests/story/run.mjs', '--engine', 'postgresql', ...word) },
    { name: 'matrix-sqlite', missing: () => productMissing(DEV),
        run: (word) => node('tests/matrix/run.mjs', '--engine', 'sqlite', ...word) },
    { name: 'matrix-postgresql', missing: () => productMissing(DEV) ?? postgresMissing(),
        run: (word) => node('tests/matrix/run.mjs', '--engine', 'postgresql', ...word) },
    { name: 'oidc-sqlite', missing: oidcMissing,
        run: (word) => node('tests/oidc/run.mjs', '--engine', 'sqlite', ...word) },
    { name: 'oidc-postgresql', missing: () => oidcMissing() ?? postgresMissing(),
        run: (word) => node('tests/oidc/run.mjs', '--engine', 'postgresql', ...word) },
    { name: 'migrations', missing: () => productMissing(DEV) ?? postgresMissing(),
        run: (word) => node('tests/migrations/run.mjs', ...word) },
    { name: 'security', missing: () => null, run: () => node('tests/security/asvs.mjs') },
    { name: 'history', missing: () => productMissing(DEV) ?? postgresMissing(),
        run: (word) => node('tests/history/run.mjs', ...word) },
    { name: 'hostile', missing: () => productMissing(DEV),
        run: (word) => node('tests/hostile/run.mjs', ...word) },
    { name: 'hostile-release', missing: () => productMissing(RELEASE), // its cells allow fewer calls
        run: (word) => node('tests/hostile/run.mjs', '--release', '--count', '100', ...word) },
    { name: 'coverage', byName: true, missing: () => null, // builds a preset of its own; a quarter of an hour
        run: (word) => node('tests/coverage/run.mjs', ...word) },
    { name: 'soak-history', byName: true, missing: () => productMissing(DEV) ?? postgresMissing(), // every bit: ten minutes
        run: (word) => node('tests/history/run.mjs', '--whole', ...word) },
    { name: 'soak', byName: true, missing: () => productMissing(RELEASE),
        run: (word) => run('node', [join(ROOT, 'tests/endurance/run.mjs'), '--whole', ...word], { seconds: 4 * 3600 }) },
    { name: 'soak-fuzz', byName: true, missing: () => null, // builds its own; a minute a target
        run: (word) => run('node', [join(ROOT, 'tests/fuzz/run.mjs'), ...word], { seconds: 4 * 3600 }) },
    { name: 'tools', missing: () => built('CTestTestfile.cmake'), run: (word) => ctest(/^(?!unit|fuzz-)/, word) },
    { name: 'corpus', missing: () => built('CTestTestfile.cmake'), run: (word) => ctest(/^fuzz-/, word) },
    { name: 'harness', missing: () => null, run: (word) => node('tests/story/selftest.mjs', ...word) },
];

// Each file of browser tests stands alone, with a browser and a server of its own.
function browserSuites() {
    const missing = () => productMissing(RELEASE) ?? (existsSync(CHROMIUM) ? null : 'no Chromium is installed (script/bootstrap does it)');
    return readdirSync(join(ROOT, 'tests/browser')).filter((file) => file.endsWith('.test.mjs')).sort().map((file) => ({
        name: `browser-${file.slice(0, -'.test.mjs'.length)}`, missing, run: (word) => node('tests/browser/run.mjs', file, ...word),
    }));
}

// The unit tests are one program; every test in it counts. Those of the database meet both engines.
async function unit(word) {
    const server = await startPostgres();
    await server.create('unit');
    const result = await run(join(BUILD, 'unit-tests'), word.map((part) => `*${part}*`),
        { env: { SAMSTYR_TEST_POSTGRES: server.url('unit') }, seconds: 2400 });
    await server.stop();
    const count = (mark) => new Set([...(result.out + result.err).matchAll(new RegExp(`^\\[ +${mark} *\\] (test_.*)`, 'gm'))]
        .map(([, test]) => test)).size; // those that failed are listed again at the end
    return closing(result, count('OK'), count('FAILED') || (result.code === 0 ? 0 : 1), count('SKIPPED'));
}

// Tests that CMake knows: those of the build's own tools, and each fuzz target replayed on its seeds.
async function ctest(which, [word = '']) {
    const known = JSON.parse((await run('ctest', ['--test-dir', BUILD, '--show-only=json-v1'])).out).tests;
    const chosen = known.map((test) => test.name).filter((name) => which.test(name) && name.includes(word));
    if (!chosen.length) return closing({ code: 0, out: '', err: '' }, 0, 0);
    const result = await run('ctest', ['--test-dir', BUILD, '--output-on-failure', '-R', `^(${chosen.join('|')})$`], { seconds: 2400 });
    const failed = Number(/(\d+) tests? failed out of/.exec(result.out)?.[1] ?? (result.code ? 1 : 0));
    return closing(result, chosen.length - failed, failed);
}

function closing(result, passed, failed, skipped = 0) {
    return { ...result, out: `${result.out}\n${passed} passed, ${failed} failed, ${skipped} skipped\n` };
}

// Runs one suite and tells how it went; a suite that ends badly without failed cases failed once.
async function tell(suite, word) {
    const why = suite.missing();
    if (why) {
        console.log(`${suite.name}: skipped: ${why}`);
        return { passed: 0, failed: 0, skipped: 1 };
    }
    const since = Date.now();
    const result = await suite.run(word);
    const text = result.out + result.err;
    writeFileSync(join(LOGS, `${suite.name}.log`), text);
    const last = [...text.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].pop();
    const [passed, failed, skipped] = last ? last.slice(1).map((n) => Number(n ?? 0)) : [0, 1, 0];
    const sum = { passed, failed: failed || (result.code ? 1 : 0), skipped };
    if (sum.failed) console.log(excerpt(text, `build/test/${suite.name}.log`));
    for (const [line] of text.matchAll(/^skipped: .*$/gm)) console.log(`${suite.name}: ${line}`);
    console.log(`${suite.name}: ${line(sum)} (${((Date.now() - since) / 1000).toFixed(0)} s)`);
    return sum;
}

// What matters of a long log: its beginning, where the first trouble stands, and its end.
function excerpt(text, file) {
    const lines = text.trim().split('\n').filter((one) => !/^\[ +(RUN|OK) +\]/.test(one));
    if (lines.length <= 200) return lines.join('\n');
    return [...lines.slice(0, 120), `... (all of it: ${file})`, ...lines.slice(-60)].join('\n');
}

const line = (sum) => `${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`;

const name = process.argv[2];
const named = suites.filter((s) => s.name === name || s.name.startsWith(`${name}-`));
const queue = named.length ? named
    : suites.filter((s) => !s.byName && (name === undefined || s.name !== 'harness'));
const word = name === undefined || named.length ? process.argv.slice(3) : [name];
mkdirSync(LOGS, { recursive: true });

const total = { passed: 0, failed: 0, skipped: 0 };
async function lane() {
    for (let suite; (suite = queue.shift()); ) {
        const sum = await tell(suite, word);
        for (const key in total) total[key] += sum[key];
    }
}
await Promise.all([lane(), lane()]);

if (process.env.CI === 'true') {
    total.failed += total.skipped;
    total.skipped = 0;
}
console.log(line(total));
process.exit(total.failed ? 1 : 0);
