// faults.cases.mjs - every allocation, write and sync of a request fails in turn: nothing is
// acknowledged that is not there, nothing is half done, and the next request is served.
// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { command, RELEASE } from '../lib/product.mjs';
import { ANY_PROCESS, DISK, EIO, ENOMEM, ENOSPC, EVER_AFTER, KILL, MEMORY, ONCE, Place, SHORT, SYNC, THE_SAME, WORKER, workOf, WRITES } from './hardship.mjs';

/* How large a part of the failures may cost the worker that met them: none, but for those that kill it. */
const KILLED = Object.fromEntries(WRITES.map((name) => [name, 1]));

const ASKED = ['a create', 'a change', 'a file of rows', 'a list', 'a page', 'a form', 'a sign-in', 'a search', 'a workbook'];
const BOTH = { once: { what: MEMORY, how: ONCE, error: ENOMEM }, 'ever after': { what: MEMORY, how: EVER_AFTER, error: ENOMEM } };
/* A server that is not there by then is taken for one that refused. */
const START_SECONDS = 4;
/* But when memory fails it must end by itself, by serving or by saying no. */
const ENDS_WITHIN = 20;
/* Writes and syncs of a start; those after them are of its daily work. */
const RECOVERY = 40;
/* What is answered without memory: try again. 422: a file that could not be handed over to be read. */
const NOT_NOW = [422, 503];
const SAMPLE = { memory: 151, disk: 7 };

/* An answer is a good one that is kept to, or a refusal; never a good one that is not. That is seen
   by check(): here, that there is nothing between. */
const answers = (what, allowed) => (status, at) =>
    assert.ok(status === 0 || status < 300 || status === 303 || allowed.includes(status), `${what}: call ${at} failed, answered ${status}`);

async function tryAll(names, troubles, step, allowed, { mayFall = {}, by } = {}) {
    const place = await Place.open();
    const told = { tried: 0, closed: 0, fell: 0 };
    try {
        const work = workOf(place);
        for (const name of names)
            for (const [how, trouble] of Object.entries(troubles)) {
                const { tried, closed, fell } = await place.everyCall(trouble, step, work[name], answers(`${name}, ${how}`, allowed), by);
                assert.ok(tried > 0, `${name}, ${how}: no call was met`);
                assert.ok(fell.length <= Math.ceil(tried * (mayFall[name] ?? 0)), `${name}, ${how}: the worker fell at ${fell.length} of ${tried} calls: ${fell.slice(0, 20)}`);
                told.tried += tried;
                told.closed += closed;
                told.fell += fell.length;
                await place.check();
            }
    } finally {
        await place.close();
    }
    return `${told.tried} of ${told.tried} failures met, ${told.closed} of them closed a connection, ${told.fell} a worker, ${place.acknowledged.size} writes acknowledged, 0 lost`;
}

/** Each of about `most` calls of a start fails once: it starts, or it says no; nothing is harmed. */
async function starts(most) {
    const place = await Place.open({ serving: false });
    const trouble = { what: MEMORY, how: ONCE, error: ENOMEM };
    let tried = 0, refused = 0;
    try {
        place.hardship.order(ANY_PROCESS, { ...trouble, at: 1e9 });
        await place.start();
        const { seen } = place.hardship.end(), step = Math.max(1, Math.floor(seen / most));
        for (let at = 1; at <= seen; at += step) {
            await place.kill();
            place.hardship.order(ANY_PROCESS, { ...trouble, at });
            const { ended } = await place.start(ENDS_WITHIN).then(() => ({}), (error) => error);
            const { hit } = place.hardship.end();
            assert.notEqual(ended, false, `call ${at} failed, and the start neither served nor ended`);
            if (!hit) continue; // no two starts make just as many
            tried++;
            refused += Boolean(ended);
            if (tried % 50 === 0) await sound(place);
        }
        await sound(place);
        return `${tried} of ${tried} failures met among ${seen} calls, ${refused} starts refused, 0 harmed`;
    } finally {
        await place.close();
    }
}

async function sound(place) {
    const verified = await command(RELEASE, place.database, ['verify']);
    assert.equal(verified.code, 0, verified.err);
}

/** Killed with work in its log, started while the disk fails, and started again. */
async function recoveries(step) {
    const troubles = [{ how: ONCE, error: EIO }, { how: EVER_AFTER, error: EIO }, { how: EVER_AFTER, error: ENOSPC }, { how: SHORT, error: ENOSPC }, { how: KILL }];
    const place = await Place.open();
    let tried = 0, refused = 0;
    try {
        const work = workOf(place);
        for (const trouble of troubles)
            for (let at = 1; at <= RECOVERY; at += step) {
                for (let i = 0; i < 3; i++) assert.equal((await work['a create']()).status, 201);
                await place.kill();
                place.hardship.order(ANY_PROCESS, { what: DISK, ...trouble, at });
                const started = await place.start(START_SECONDS).then(() => true, () => false);
                const { hit } = place.hardship.end();
                await place.afresh();
                await place.check();
                if (!hit) break;
                tried++;
                refused += !started;
            }
    } finally {
        await place.close();
    }
    return `${tried} of ${tried} failures met, ${refused} starts refused, ${place.acknowledged.size} writes acknowledged before, 0 lost`;
}

export const cases = (whole) => ({
    'memory runs out': () => tryAll(ASKED, whole ? BOTH : { once: BOTH.once }, whole ? 1 : SAMPLE.memory, NOT_NOW,
        { by: THE_SAME }),

    'memory runs out in a new worker': () => tryAll(ASKED, { once: BOTH.once }, whole ? 5 : 1009, NOT_NOW, { by: WORKER }),

    'memory runs out at start': () => starts(whole ? 1000 : 20),

    'the disk fails while the log is recovered': () => recoveries(whole ? 1 : 20),

    'the disk fails': () => tryAll(WRITES, {
        'EIO once': { what: DISK, how: ONCE, error: EIO },
        'EIO ever after': { what: DISK, how: EVER_AFTER, error: EIO },
        'a short write': { what: DISK, how: SHORT, error: ENOSPC },
        'a failed sync': { what: SYNC, how: ONCE, error: EIO },
    }, whole ? 1 : SAMPLE.disk, [422, 500, 503, 507]),

    'the disk is full': () => tryAll(WRITES, { 'ENOSPC ever after': { what: DISK, how: EVER_AFTER, error: ENOSPC } },
        whole ? 1 : SAMPLE.disk, [422, 500, 503, 507]),

    'a crash at every write and sync': () => tryAll(WRITES, { kill: { what: DISK, how: KILL } }, whole ? 1 : SAMPLE.disk, [], { mayFall: KILLED }),
});
