// faults.cases.mjs - every allocation, write and sync of a request fails in turn: nothing is
// acknowledged that is not there, nothing is half done, and the next request is served.
// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { DISK, EIO, ENOMEM, ENOSPC, EVER_AFTER, KILL, MEMORY, ONCE, Place, SHORT, SYNC, workOf, WRITES } from './hardship.mjs';

const SAMPLE = { memory: 151, disk: 7 };

/* An answer is a good one that is kept to, or a refusal; never a good one that is not. That is seen
   by check(): here, that there is nothing between. 422: a file that could not be handed over to be read. */
const answers = (what, allowed) => (status, at) =>
    assert.ok(status === 0 || status < 300 || status === 303 || allowed.includes(status), `${what}: call ${at} failed, answered ${status}`);

async function tryAll(names, troubles, step, allowed) {
    const place = await Place.open();
    const told = [];
    try {
        const work = workOf(place);
        for (const name of names)
            for (const [how, trouble] of Object.entries(troubles)) {
                const { tried, fell } = await place.everyCall(trouble, step, work[name], answers(`${name}, ${how}`, allowed));
                assert.ok(tried > 0, `${name}, ${how}: no call was met`);
                told.push([tried, fell]);
                await place.check();
            }
    } finally {
        await place.close();
    }
    const sum = (i) => told.reduce((n, one) => n + one[i], 0);
    return `${sum(0)} of ${sum(0)} failures met, ${sum(1)} of them ended a worker, ${place.acknowledged.size} writes acknowledged, 0 lost`;
}

export const cases = (whole) => ({
    'memory runs out': () => tryAll(['a create', 'a change', 'a file of rows', 'a list', 'a page', 'a search', 'a workbook'],
        whole ? { once: { what: MEMORY, error: ENOMEM }, 'ever after': { what: MEMORY, how: EVER_AFTER, error: ENOMEM } }
            : { once: { what: MEMORY, error: ENOMEM } },
        whole ? 1 : SAMPLE.memory, [422, 429, 500, 503]),

    'the disk fails': () => tryAll(WRITES, {
        'EIO once': { what: DISK, how: ONCE, error: EIO },
        'EIO ever after': { what: DISK, how: EVER_AFTER, error: EIO },
        'a short write': { what: DISK, how: SHORT, error: ENOSPC },
        'a failed sync': { what: SYNC, how: ONCE, error: EIO },
    }, whole ? 1 : SAMPLE.disk, [422, 500, 503, 507]),

    'the disk is full': () => tryAll(WRITES, { 'ENOSPC ever after': { what: DISK, how: EVER_AFTER, error: ENOSPC } },
        whole ? 1 : SAMPLE.disk, [422, 500, 503, 507]),

    'a crash at every write and sync': () => tryAll(WRITES, { kill: { what: DISK, how: KILL } }, whole ? 1 : SAMPLE.disk, []),
});
