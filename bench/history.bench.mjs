// history.bench.mjs - what a change costs more since it is also an entry of the signed log.
// SPDX-License-Identifier: EUPL-1.2
import { join } from 'node:path';
import { ROOT, run } from '../tests/lib/process.mjs';

export const title = 'The history (processor time; 20,000 events of 8 fields in one transaction, SQLite)';

export async function* rows() {
    const built = await run('cmake', ['--build', join(ROOT, 'build'), '--target', 'unit-tests'], { seconds: 1800 });
    if (built.code !== 0) throw new Error(built.err || built.out);
    const told = await run(join(ROOT, 'build/unit-tests'), ['*speed*'], { env: { SAMSTYR_SPEED: '1' }, seconds: 300 });
    const found = /speed sqlite: event alone ([\d.]+) us, event and entry of \d+ fields ([\d.]+) us, proof (\d+) us, leaf and tree ([\d.]+) us/
        .exec(told.out + told.err);
    if (!found) throw new Error(told.out + told.err);
    const [event, append, proof, leaf] = found.slice(1).map(Number);
    yield { what: 'entry beside the event', ours: append - event, unit: 'us', aim: 30 };
    yield { what: 'hash of an entry and its nodes', ours: leaf, unit: 'us', aim: 1 };
    yield { what: 'proof that an entry is included', ours: proof, unit: 'us', aim: 1000 };
}
