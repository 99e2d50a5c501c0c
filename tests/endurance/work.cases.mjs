// work.cases.mjs - many at once, and everything killed in the middle: nothing that was acknowledged is lost.
// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { Client } from '../lib/client.mjs';
import { sleep } from '../lib/process.mjs';
import { BODY, command, OFFICER, openStable, RELEASE, serve, tokenFor } from '../lib/product.mjs';
import { Place, workOf } from './hardship.mjs';

/** Four programs write without pause; then everything is killed, some milliseconds later each time. */
async function kills(times) {
    const place = await Place.open();
    const work = workOf(place);
    for (let i = 0; i < times; i++) {
        let on = true;
        const writers = Array.from({ length: 4 }, async () => {
            while (on && await work['a create']().then((reply) => reply.status === 201, () => false));
        });
        await sleep(5 + ((i * 37) % 145));
        await place.kill();
        on = false;
        await Promise.all(writers);
        await place.start();
        if (i % 100 === 99 || i === times - 1) await place.check();
    }
    await place.close();
    assert.ok(place.acknowledged.size > times, `only ${place.acknowledged.size} writes were acknowledged`);
    return `${times} of ${times} kills, ${place.acknowledged.size} writes acknowledged, 0 lost`;
}

/** Programs that each add one to the same number: the one who comes late reads again. */
async function edits(engine, times) {
    const stable = await openStable(engine, RELEASE);
    const database = await stable.fresh();
    const token = await tokenFor(RELEASE, database, OFFICER);
    const server = await serve(RELEASE, database, { workers: 2 });
    const program = () => Object.assign(new Client(server.url), { token });
    const send = async (by, method, path, tree, headers = {}) => {
        const reply = await by.send(method, `/o/${BODY}/measures${path}`, { 'content-type': 'application/json', ...headers }, tree ? JSON.stringify(tree) : null);
        return { ...reply, tree: JSON.parse(reply.body) };
    };
    const made = await send(program(), 'POST', '', { title: 'Telleren', description: '0' });
    assert.equal(made.status, 201, made.body);
    let done = 0, stale = 0, asked = 0;
    await Promise.all(Array.from({ length: 8 }, async () => {
        const by = program();
        while (asked < times) {
            const now = await send(by, 'GET', `/${made.tree.id}.json`);
            asked++;
            const reply = await send(by, 'PATCH', `/${made.tree.id}`, { description: String(Number(now.tree.description) + 1) }, { 'if-match': now.headers.etag });
            if (reply.status === 200) done++;
            else if (reply.status === 412) stale++;
            else assert.equal(reply.status, 503, reply.body);
        }
    }));
    const end = await send(program(), 'GET', `/${made.tree.id}.json`);
    assert.equal(Number(end.tree.description), done, 'edits were lost');
    await server.stop();
    const verified = await command(RELEASE, database, ['verify']);
    assert.equal(verified.code, 0, verified.err);
    await stable.close();
    return `${asked} edits at once on ${engine}: ${done} taken, ${stale} refused as stale, 0 lost`;
}

export const cases = (whole) => ({
    ...(whole && { 'everything killed': () => kills(1000) }), // the suite "program" kills 40 times
    'edits at once, sqlite': () => edits('sqlite', whole ? 10_000 : 300),
    'edits at once, postgresql': () => edits('postgresql', whole ? 10_000 : 300),
});
