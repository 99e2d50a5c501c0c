// run.mjs - how much of Samstyr its tests reach: builds the preset cov, runs the suites on it, and tells.
// SPDX-License-Identifier: EUPL-1.2
//
//   node tests/coverage/run.mjs [--keep] [--only SUITE,...] [--missing [PATH]]
//
// The program counts in a file that it maps when it starts, so what a caged process or one that was
// killed did is counted too. --keep adds to what was counted before, and builds nothing new when
// --only is empty: `--keep --only '' --missing src/trail` tells what is left there.
//
// Lines: of all that is ours in src. Branches: every condition both ways, in the rooms where a
// missed one is a hole: who may, what the history says, and what reads bytes from outside.
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { must, ROOT } from '../lib/process.mjs';

const BUILD = join(ROOT, 'build-cov');
const COUNTS = join(BUILD, 'counts');
const SUITES = ['unit', 'corpus', 'stories', 'matrix', 'oidc', 'history', 'hostile', 'program', 'migrations'];

/* The goals. A room's path is a folder or a file. */
const LINES = 90;
const ROOMS = {
    gate: ['src/web/gate.c', 'src/web/route.c', 'src/web/actor.c', 'src/web/problem.c', 'src/web/look_choice.c',
        'src/web/return_to.c', 'src/web/quota.c', 'src/web/sign_in/step_up.c', 'src/ctx'],
    trail: ['src/trail'],
    parsers: ['src/web/parse', 'src/format', 'src/prison/wire.c', 'src/courier/address.c', 'src/courier/message.c',
        'src/web/oidc/id_token.c', 'src/web/oidc/jose.c', 'src/web/oidc/exchange.c', 'src/web/oidc/documents.c',
        'src/web/oidc/provider.c', 'src/web/oidc/flow.c', 'src/web/sign_in/webauthn.c', 'src/web/sign_in/cbor.c',
        'src/web/sign_in/agent.c', 'src/base/lang.c', 'src/exchange/oscal/prose.c', 'src/kind/input.c', 'src/kind/query.c'],
};

const option = (name) => process.argv.includes(name) && (process.argv[process.argv.indexOf(name) + 1] ?? '');
const keep = process.argv.includes('--keep');
const suites = process.argv.includes('--only') ? option('--only').split(',').filter(Boolean) : SUITES;

async function build() {
    await must('cmake', ['--preset', 'cov'], { cwd: ROOT, seconds: 120 });
    await must('cmake', ['--build', BUILD], { cwd: ROOT, seconds: 1800 });
}

/* Runs the suites; whether they pass is for script/test to tell. */
async function count() {
    if (!keep) rmSync(COUNTS, { recursive: true, force: true });
    mkdirSync(COUNTS, { recursive: true });
    const env = { SAMSTYR_BUILD: 'build-cov', LLVM_PROFILE_FILE: join(COUNTS, '%m%c.profraw') };
    for (const suite of suites) {
        await must('node', [join(ROOT, 'tests/all.mjs'), suite], { env, cwd: ROOT, seconds: 2400 })
            .then((said) => console.log(said.out.trim()), (trouble) => console.log(`${suite}: ${trouble.message.trim()}`));
    }
}

/* What was counted, as llvm-cov writes it for lcov: { path: { lines: Map(line -> times), branches: [{ line, times }] } }. */
async function counted() {
    const raw = readdirSync(COUNTS).filter((name) => name.endsWith('.profraw')).map((name) => join(COUNTS, name));
    const merged = join(COUNTS, 'all.profdata');
    await must('llvm-profdata-14', ['merge', '-o', merged, ...raw], { seconds: 300 });
    const programs = ['samstyr', 'unit-tests', ...readdirSync(BUILD).filter((name) => /^fuzz-[\w]+$/.test(name))]
        .map((name) => join(BUILD, name));
    const out = (await must('llvm-cov-14', ['export', '-format=lcov', `-instr-profile=${merged}`, programs[0],
        ...programs.slice(1).flatMap((program) => ['-object', program])], { seconds: 600 })).out;
    const files = {};
    for (const part of out.split('end_of_record')) {
        const path = relative(ROOT, /^SF:(.*)$/m.exec(part)?.[1] ?? '');
        if (!/^src\/.*\.cc?$/.test(path) || /_test\.c$/.test(path)) continue;
        files[path] = {
            lines: new Map([...part.matchAll(/^DA:(\d+),(\d+)/gm)].map(([, line, times]) => [Number(line), Number(times)])),
            branches: open(path, [...part.matchAll(/^BRDA:(\d+),(\d+),(\d+),(\d+|-)/gm)]
                .map(([, line, , , times]) => ({ line: Number(line), times: times === '-' ? 0 : Number(times) }))),
        };
    }
    return files;
}

/* The branches that can be taken. clang counts a way past a switch without `default:`, untaken and,
   where the cases are an enum's names, not there: the compiler sees that none of them is forgotten. */
function open(path, branches) {
    const source = readFileSync(join(ROOT, path), 'utf8').split('\n');
    const past = new Set();
    source.forEach((text, i) => {
        const indent = /^(\s*)switch \(/.exec(text)?.[1];
        if (indent === undefined) return;
        const body = source.slice(i + 1, source.indexOf(`${indent}}`, i));
        const labels = body.filter((line) => line.startsWith(`${indent}case `) || line.startsWith(`${indent}default:`));
        if (labels.every((line) => /^\s*case [A-Z]\w+:/.test(line))) past.add(i + 1);
    });
    return branches.filter(({ line, times }) => times > 0 || !past.delete(line));
}

const within = (path, rooms) => rooms.some((room) => path === room || path.startsWith(`${room}/`));
const share = (hit, all) => `${hit} of ${all} (${all ? ((100 * hit) / all).toFixed(1) : '100.0'} %)`;
const hits = (list) => list.filter((times) => times > 0).length;

function tellMissing(files, under) {
    for (const [path, file] of Object.entries(files).filter(([path]) => path.startsWith(under))) {
        const source = readFileSync(join(ROOT, path), 'utf8').split('\n');
        const missed = new Map();
        for (const { line, times } of file.branches) if (!times) missed.set(line, (missed.get(line) ?? 0) + 1);
        for (const [line, times] of file.lines) if (!times && !missed.has(line)) missed.set(line, 0);
        for (const [line, ways] of [...missed].sort(([a], [b]) => a - b))
            console.log(`${path}:${line}: ${ways ? `${ways} way${ways > 1 ? 's' : ''} not taken` : 'not run'}: ${source[line - 1].trim()}`);
    }
}

if (suites.length) {
    await build();
    await count();
}
const files = await counted();
let failed = 0;
const goal = (name, good, said) => {
    failed += good ? 0 : 1;
    console.log(`${good ? 'ok    ' : 'FAILED'} ${name}: ${said}`);
};
if (process.argv.includes('--missing')) tellMissing(files, option('--missing') || 'src');
for (const [name, rooms] of Object.entries(ROOMS)) {
    const chosen = Object.entries(files).filter(([path]) => within(path, rooms));
    for (const [path, file] of chosen) {
        const ways = file.branches.map((b) => b.times);
        if (hits(ways) < ways.length) console.log(`       ${path}: ${share(hits(ways), ways.length)}`);
    }
    const ways = chosen.flatMap(([, file]) => file.branches.map((b) => b.times));
    goal(`branches of ${name}`, hits(ways) === ways.length, share(hits(ways), ways.length));
}
const lines = Object.values(files).flatMap((file) => [...file.lines.values()]);
goal('lines', hits(lines) >= (LINES / 100) * lines.length, share(hits(lines), lines.length));
console.log(`\n${Object.keys(ROOMS).length + 1 - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed ? 1 : 0; // not exit: what was said may still be on its way into a pipe
