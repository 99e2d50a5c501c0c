// clock.cases.mjs - somebody sets the clock: forward, back, over the nights when summer time begins and
// ends, a leap day and the end of 32 bits. Sessions, rules of time and the history stay right.
// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { BODY, command, RELEASE } from '../lib/product.mjs';
import { Place } from './hardship.mjs';

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR, YEAR = 365 * DAY;

/* Moments from which the clock jumps, and how far. A session lasts half an hour without use. */
const JUMPS = [
    ['an hour forward', '2026-11-21T12:00:00Z', HOUR],
    ['an hour back', '2026-11-21T12:00:00Z', -HOUR],
    ['ten years forward', '2026-11-21T12:00:00Z', 10 * YEAR],
    ['ten years back', '2026-11-21T12:00:00Z', -10 * YEAR],
    ['summer time begins', '2027-03-28T00:50:00Z', 20 * MINUTE],
    ['summer time ends', '2027-10-31T00:50:00Z', 20 * MINUTE],
    ['the hour that comes twice', '2027-10-31T00:30:00Z', HOUR],
    ['into a leap day', '2028-02-28T22:50:00Z', 20 * MINUTE],
    ['out of a leap day', '2028-02-29T22:50:00Z', 20 * MINUTE],
    ['a new year', '2026-12-31T22:50:00Z', 20 * MINUTE],
    ['past 32 bits', '2038-01-19T03:14:00Z', 10 * MINUTE],
    ['past 32 bits without a sign', '2106-02-07T06:28:00Z', 10 * MINUTE],
];

const inOslo = (ms) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(new Date(ms));

async function jump(place, [name, from, by]) {
    let decisions = 0;
    const is = (what, value, wanted) => {
        assert.deepEqual(value, wanted, `${name}: ${what}`);
        decisions++;
    };
    const set = (ms) => place.hardship.setClock(ms - Date.now());
    const notice = (ms) => place.api('POST', '/incidents', {
        title: `Klokken: ${name}`, description: 'Noe skjedde', noticed_at: new Date(ms).toISOString(), severity: 'low', personal_data: 'no',
    });
    const start = Date.parse(from), end = start + by;
    set(start);
    const person = await place.person();
    const asks = async () => (await person.send('GET', `/o/${BODY}/measures`)).status;
    is('just signed in', await asks(), 200);
    const first = await notice(start);
    is(`an incident of now: ${first.body}`, first.status, 201);

    set(end);
    if (by < -YEAR) {
        is('roles that are yet to be given', await asks(), 404);
        is('a write before there were roles', (await place.api('POST', '/measures', { title: name })).status, 404);
        return decisions;
    }
    // Forward: half an hour without use is the end. Back: no session lasts longer for it.
    is('the session', await asks(), by > 30 * MINUTE ? 303 : 200);
    const now = await notice(end), later = await notice(end + HOUR);
    is(`an incident of the new now: ${now.body}`, now.status, 201);
    is('an incident that is yet to come', later.status, 422);
    const made = await place.api('POST', '/measures', { title: `Etter ${name}` });
    is('a write', made.status, 201);
    is('its day', inOslo(Date.parse(made.tree.created_at)), inOslo(end));
    set(start + 13 * HOUR);
    is('twelve hours are the end, whatever the clock did', await asks(), 303);
    return decisions;
}

async function jumps() {
    const place = await Place.open();
    let decisions = 0;
    try {
        for (const one of JUMPS) {
            decisions += await jump(place, one);
            place.hardship.setClock(); // the next begins where it begins
            await place.afresh();
        }
        // The history is in the order in which it was written, not in that of the clocks.
        const verified = await command(RELEASE, place.database, ['verify']);
        assert.equal(verified.code, 0, verified.err);
    } finally {
        await place.close();
    }
    return `${JUMPS.length} jumps, ${decisions} decisions, 0 wrong`;
}

export const cases = () => ({ 'the clock jumps': jumps });
