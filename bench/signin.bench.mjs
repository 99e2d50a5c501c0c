// signin.bench.mjs - does the time of a refused sign-in tell whether there is such an account? Reliability goal
// G19: over 2,000 tries the medians are less than a millisecond apart. Failures are forgotten between the tries, or
// the waits that guessing earns would be measured.
// SPDX-License-Identifier: EUPL-1.2
import { execFileSync } from 'node:child_process';
import { Client } from '../tests/lib/client.mjs';
import { openStable, PERSONS, RELEASE, serve } from '../tests/lib/product.mjs';

export const title = 'Sign-in that is refused: account known and unknown';
const TRIES = 2000, BETWEEN = 4;

const middle = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];

export async function* rows() {
    const stable = await openStable('sqlite', RELEASE);
    const database = await stable.fresh();
    const server = await serve(RELEASE, database, { workers: 1 });
    try {
        const times = { known: [], unknown: [] }, answers = new Set();
        const emails = { known: PERSONS.officer, unknown: PERSONS.officer.replace(/^../, 'zz') };
        for (let i = 0; i < TRIES / 2; i++) {
            if (i % BETWEEN === 0) execFileSync('sqlite3', ['-cmd', '.timeout 5000', database.path, 'DELETE FROM sign_in_failure']);
            for (const who of i % 2 ? ['known', 'unknown'] : ['unknown', 'known']) {
                const client = new Client(server.url), since = performance.now();
                const reply = await client.post('/sign-in', [['email', emails[who]], ['password', `wrong for the ${i}th time`]]);
                times[who].push(performance.now() - since);
                answers.add(`${reply.status} ${reply.body.replaceAll(emails[who], '').replace(/data-challenge="[^"]*"/g, '')}`);
            }
        }
        const known = middle(times.known), unknown = middle(times.unknown);
        yield { what: `medians apart, ${TRIES} tries`, unit: 'ms', aim: 1, ours: Math.abs(known - unknown),
            note: `known ${known.toFixed(2)}, unknown ${unknown.toFixed(2)}` };
        yield { what: 'different answers', unit: '', aim: 1, ours: answers.size };
    } finally {
        await server.stop();
        await database.drop();
        await stable.close();
    }
}
