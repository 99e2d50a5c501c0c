// http.bench.mjs - what one request costs, beside the floor.
// SPDX-License-Identifier: EUPL-1.2
import { BODY, OFFICER, openStable, RELEASE, serve, tokenFor } from '../tests/lib/product.mjs';
import { Client } from '../tests/lib/client.mjs';
import { family, load, memoryOf, startFloor } from './lib.mjs';

export const title = 'CPU for one request (one worker, 16 connections)';

const RISKS = `/o/${BODY}/risks`;
const RISK = { title: 'Løsepengevirus stanser skjemaløsningen' };

export async function* rows() {
    const stable = await openStable('sqlite', RELEASE);
    const database = await stable.fresh();
    const token = await tokenFor(RELEASE, database, OFFICER);
    const server = await serve(RELEASE, database, { workers: 1 });
    const floor = await startFloor();
    try {
        const id = await fillRisks(server.url, token);
        const bearer = { authorization: `Bearer ${token}` };
        const page = { ...bearer, accept: 'text/html' };
        yield await row('list of 50 as a page', `${RISKS}?limit=50`, '/list', page, 5);
        yield await row('one risk as a page', `${RISKS}/${id}`, '/one', page, 6);
        yield await row('1,000 risks as JSON', `${RISKS}.json?limit=1000`, '/all.json', bearer, 3);
        yield await row('sign-in page', '/sign-in', '/sign-in', {}, 3);

        const words = (key) => ['application/json', key, JSON.stringify(RISK)];
        const ours = await load(server.pid, server.url + RISKS, { script: 'create.lua', words: words(token) });
        const theirs = await load(floor.pid, `${floor.url}/create`, { script: 'create.lua', words: words('-') });
        yield told('durable create', ours, theirs, 4);

        const workers = family(server.pid).filter((p) => p.pid !== server.pid).map((p) => memoryOf(p.pid));
        const most = workers.sort((a, b) => b.alone - a.alone)[0] ?? memoryOf(server.pid);
        const least = memoryOf(floor.pid);
        yield { what: 'memory of a worker, its alone', ours: most.alone, floor: least.alone, unit: 'MiB', aim: 6 };
        yield { what: 'memory of a worker, with its share', ours: most.pss, floor: least.pss, unit: 'MiB', aim: 6 };
    } finally {
        await floor.stop();
        await server.stop();
        await database.drop();
        await stable.close();
    }

    async function row(what, ourPath, floorPath, headers, aim) {
        const ours = await load(server.pid, server.url + ourPath, { headers });
        const theirs = await load(floor.pid, floor.url + floorPath);
        return told(what, ours, theirs, aim);
    }
}

function told(what, ours, theirs, aim) {
    const refused = ours.refused ? `; ${ours.refused} of ${ours.n} REFUSED` : '';
    return { what, ours: ours.micros, floor: theirs.micros, unit: 'us', aim,
        note: `${ours.perSecond.toFixed(0)}/s, floor ${theirs.perSecond.toFixed(0)}/s${refused}` };
}

// Brings the body to 1,000 risks; resolves to the id of one.
async function fillRisks(url, token) {
    const client = new Client(url);
    client.token = token;
    const { count } = JSON.parse((await client.send('GET', `${RISKS}.json?limit=1`)).body);
    let missing = Math.max(1, 1000 - count);
    let id;
    const lane = async () => {
        while (missing-- > 0) {
            const reply = await client.send('POST', RISKS, { 'content-type': 'application/json' }, JSON.stringify(RISK));
            if (reply.status !== 201) throw new Error(`create answered ${reply.status}: ${reply.body.slice(0, 500)}`);
            id = /\/(\d+)$/.exec(reply.headers.location)[1];
        }
    };
    await Promise.all([lane(), lane(), lane(), lane()]);
    return id;
}
