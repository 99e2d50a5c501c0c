// run.mjs - runs the benchmarks and prints their tables: node bench/run.mjs [NAME], after a release build.
// SPDX-License-Identifier: EUPL-1.2
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../tests/lib/process.mjs';

const word = process.argv[2];
const here = join(ROOT, 'bench');
const names = readdirSync(here).filter((f) => f.endsWith('.bench.mjs')).map((f) => f.replace('.bench.mjs', '')).sort();
const chosen = word === undefined ? names : names.filter((name) => name === word);
if (!chosen.length) {
    console.error(`bench: there is no "${word}", but: ${names.join(', ')}`);
    process.exit(2);
}
// Databases lie on the disk that the tree is on, not on one in memory: writes are to be durable.
process.env.TMPDIR = join(ROOT, 'build/bench');
mkdirSync(process.env.TMPDIR, { recursive: true });
const result = { at: new Date().toISOString(), cpu: cpus()[0].model, cores: cpus().length, load: loadavg()[0], rows: [] };
console.log(`${result.cpu}, ${result.cores} cores, load ${result.load.toFixed(1)} at the start`);
for (const name of chosen) {
    const { title, rows } = await import(`./${name}.bench.mjs`);
    console.log(`\n${title}\n${line(['', 'ours', 'floor', 'ratio', 'aim', ''])}`);
    for await (const row of rows()) {
        const ratio = row.floor ? row.ours / row.floor : undefined;
        const measure = ratio ?? row.ours;
        const missed = row.aim !== undefined && measure > row.aim;
        result.rows.push({ name, ...row, ratio, missed });
        console.log(line([row.what, `${figure(row.ours)} ${row.unit}`, row.floor ? `${figure(row.floor)} ${row.unit}` : '-',
            ratio ? figure(ratio) : '-', row.aim === undefined ? '-' : `${ratio ? 'x ' : ''}${row.aim}`, `${missed ? '! ' : ''}${row.note ?? ''}`]));
    }
}
writeFileSync(join(ROOT, 'build/bench/result.json'), JSON.stringify(result, null, 1));

function figure(x) {
    return x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2);
}

function line([what, ...figures]) {
    return [what.padEnd(34), ...figures.slice(0, 4).map((text) => text.padStart(13)), figures[4] ? ` ${figures[4]}` : ''].join(' ').trimEnd();
}
