// run.mjs - every fuzz target for a while, after its canary: a fault planted in it must be found.
// SPDX-License-Identifier: EUPL-1.2
//
// node tests/fuzz/run.mjs [--seconds N] [--keep] [WORD]: builds what it needs, unless SAMSTYR_BUILT=1.
// Each target runs N seconds, 60 unless said otherwise, which is over 20 million executions for all
// of them together. It begins with the seeds and with what earlier runs found, which stays in
// build-fuzz/corpus/NAME.
// --keep takes what led to new places into fuzz/corpus/NAME, where it is replayed by every
// script/test: small files only, and few.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { must, ROOT, run } from '../lib/process.mjs';

const BUILD = join(ROOT, 'build-fuzz');
const LONGEST = 2048, CANARY_SECONDS = 60;
const KEPT_LARGEST = 1024, KEPT_MOST = 100;

const args = process.argv.slice(2);
const option = (name) => { const at = args.indexOf(name); return at < 0 ? undefined : args.splice(at, 2)[1]; };
const flag = (name) => { const at = args.indexOf(name); return at >= 0 && args.splice(at, 1).length > 0; };
const seconds = Number(option('--seconds') ?? 60), keeps = flag('--keep'), word = args[0] ?? '';

const folder = (...parts) => { const path = join(...parts); mkdirSync(path, { recursive: true }); return path; };
const seedsOf = (name) => folder(ROOT, 'fuzz/corpus', name);
const foundOf = (name) => folder(BUILD, 'corpus', name);

/** Resolves to { n, took, out, findings }: executions, seconds, what was said, files that made it fall. */
async function fuzz(program, time, folders) {
    const place = folder(BUILD, 'findings', program);
    rmSync(place, { recursive: true });
    mkdirSync(place);
    const since = Date.now();
    const result = await run(join(BUILD, program), [`-max_total_time=${time}`, `-max_len=${LONGEST}`, '-timeout=10',
        '-rss_limit_mb=2560', '-print_final_stats=1', `-artifact_prefix=${place}/`, ...folders], { seconds: time + 120, cwd: ROOT });
    const out = result.out + result.err;
    return {
        out, took: (Date.now() - since) / 1000, n: Number(/number_of_executed_units: (\d+)/.exec(out)?.[1] ?? 0),
        findings: readdirSync(place).map((file) => join(place, file)), ended: result.code,
    };
}

/** How many seconds the planted fault took to be found. */
async function canary(name) {
    const { out, took } = await fuzz(`canary-${name}`, CANARY_SECONDS, []); // from nothing at all
    if (!/heap-buffer-overflow/.test(out) || !/canary\.c/.test(out)) throw new Error(`the planted fault was not found in ${took.toFixed(0)} s`);
    return took;
}

/** What leads to places where the seeds do not lead becomes a seed. */
async function keep(name) {
    const seeds = seedsOf(name), before = new Set(readdirSync(seeds));
    await must(join(BUILD, `fuzz-${name}`), ['-merge=1', `-max_len=${KEPT_LARGEST}`, seeds, foundOf(name)], { seconds: 600 });
    const came = readdirSync(seeds).filter((file) => !before.has(file)).map((file) => join(seeds, file));
    came.sort((a, b) => statSync(a).size - statSync(b).size);
    for (const file of came.slice(Math.max(0, KEPT_MOST - before.size))) rmSync(file);
    return Math.min(came.length, Math.max(0, KEPT_MOST - before.size));
}

if (!process.env.SAMSTYR_BUILT) {
    if (!existsSync(join(BUILD, 'build.ninja'))) await must('cmake', ['--preset', 'fuzz'], { cwd: ROOT });
    await must('cmake', ['--build', BUILD, '--target', 'fuzz'], { seconds: 3600, cwd: ROOT });
}

let total = 0, passed = 0, failed = 0;
for (const name of readdirSync(join(ROOT, 'fuzz')).filter((file) => file.endsWith('.c')).map((file) => file.slice(0, -2)).sort()) {
    if (!name.includes(word)) continue;
    try {
        const sang = await canary(name);
        const { n, out, findings, ended } = await fuzz(`fuzz-${name}`, seconds, [foundOf(name), seedsOf(name)]);
        const kept = keeps && !findings.length ? `, ${await keep(name)} inputs kept` : '';
        total += n;
        if (findings.length || ended !== 0) throw new Error(`${n} executions, ${findings.length} findings: ${findings.join(' ')}\n${out.slice(-4000)}`);
        passed++;
        console.log(`${name}: ${n} executions, 0 findings${kept}; the planted fault found after ${sang.toFixed(1)} s`);
    } catch (error) {
        failed++;
        console.log(`failed: ${name}: ${error.message}`);
    }
}
console.log(`${total} executions over ${passed + failed} targets`);
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
