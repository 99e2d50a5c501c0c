// hostile.bench.mjs - 20,000 mutated files and the fixed set of bombs through the door of the delivered program.
// SPDX-License-Identifier: EUPL-1.2
//
// Every script/test does 300 of them with the program that watches each byte; the whole takes some minutes.
import { join } from 'node:path';
import { ROOT, run } from '../tests/lib/process.mjs';

export const title = 'Files that were made to do harm';

const COUNT = Number(process.env.SAMSTYR_HOSTILE ?? 20_000);

export async function* rows() {
    const { out } = await run('node', [join(ROOT, 'tests/hostile/run.mjs'), '--release', '--count', String(COUNT)], { seconds: 3600 });
    const of = (pattern) => Number(pattern.exec(out)?.[1] ?? NaN);
    const passed = of(/(\d+) passed/), failed = of(/(\d+) failed/);
    if (failed) console.log(out);
    yield { what: 'not answered by 2xx or 4xx', ours: failed, unit: '', aim: 0, note: `${passed} passed; ${/statuses (\{.*?\})/.exec(out)?.[1]}` };
    yield { what: 'slowest answer', ours: of(/slowest (\d+) ms/), unit: 'ms', aim: 2000 };
    yield { what: 'most memory of a process', ours: of(/process (\d+) MiB/), unit: 'MiB', aim: 256 };
}
