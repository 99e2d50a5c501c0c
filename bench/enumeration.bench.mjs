// enumeration.bench.mjs - does the time of an answer tell what may not be known? Reliability goal G19: over 2,000
// tries each the medians are less than a millisecond apart.
// SPDX-License-Identifier: EUPL-1.2
import { Agent } from 'node:http';
import { Client } from '../tests/lib/client.mjs';
import { BODIES, BODY, openStable, PERSONS, RELEASE, serve, tokenFor } from '../tests/lib/product.mjs';
import { twins } from '../tests/lib/twins.mjs';

export const title = 'Time that tells: foreign and missing';
const TRIES = 2000, MISSING = 987654321;

export async function* rows() {
    const stable = await openStable('sqlite', RELEASE);
    const database = await stable.fresh();
    const server = await serve(RELEASE, database);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
        const caller = async (email) => Object.assign(new Client(server.url), { agent, token: await tokenFor(RELEASE, database, email) });
        const [officer, stranger] = [await caller(PERSONS.officer), await caller(PERSONS.leiv)];
        const foreignBody = Object.values(BODIES)[1];
        const first = async (by, path) => JSON.parse((await by.send('GET', path)).body).items[0].id;
        const own = await first(officer, `/o/${BODY}/risks.json?limit=1`);
        const foreign = await first(stranger, `/o/${foreignBody}/risks.json?limit=1`);
        const secret = JSON.parse((await officer.send('POST', `/o/${BODY}/incidents`, { 'content-type': 'application/json' },
            JSON.stringify({ title: 'x', description: 'x', noticed_at: new Date(0).toISOString(), classification: 'restricted' }))).body).id;
        const manager = await caller(PERSONS.line_manager);
        const risk = (id) => `/o/${BODY}/risks/${id}.json`;
        for (const [what, by, addresses] of [
            ['own, foreign, missing id', officer, { own: risk(own), foreign: risk(foreign), missing: risk(MISSING) }],
            ['foreign, missing id', officer, { foreign: risk(foreign), missing: risk(MISSING) }],
            ['restricted, missing id', manager, { restricted: `/o/${BODY}/incidents/${secret}.json`, missing: `/o/${BODY}/incidents/${MISSING}.json` }],
            ['foreign, missing body', officer, { foreign: `/o/${foreignBody}/risks.json`, missing: '/o/999999999/risks.json' }],
            ['filter by foreign, missing id', officer, { foreign: `/o/${BODY}/lessons.json?risk_ids=${foreign}`, missing: `/o/${BODY}/lessons.json?risk_ids=${MISSING}` }],
        ]) {
            const { medians, apart } = await twins(by, addresses, TRIES);
            yield { what, unit: 'ms', aim: 1, ours: apart,
                note: Object.entries(medians).map(([name, ms]) => `${name} ${ms.toFixed(2)}`).join(', ') };
        }
    } finally {
        agent.destroy();
        await server.stop();
        await database.drop();
        await stable.close();
    }
}
