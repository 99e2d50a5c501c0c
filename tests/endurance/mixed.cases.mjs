// mixed.cases.mjs - twenty different pieces of work, killed at every write and sync: each has happened
// or has not, and what was acknowledged has. The whole database is looked at, not only what was meant.
// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { Client, multipart } from '../lib/client.mjs';
import { must } from '../lib/process.mjs';
import { BODY, command, OFFICER, PASSWORD, PERSONS, RELEASE } from '../lib/product.mjs';
import { DISK, KILL, Place } from './hardship.mjs';

/* What other processes write beside the work: the queue of jobs and what was signed. The index of
   words has pieces as it likes. */
const BESIDE = ['job', 'trail_checkpoint', 'trail_log'];
const beside = (table) => BESIDE.includes(table) || /^(sqlite_|search_index)/.test(table);

/** How many rows each table has, and of how many changes they are the outcome. */
class Signature {
    static async of(database) {
        const path = database.path;
        Signature.sql ??= await Signature.question(path);
        const rows = (await must('sqlite3', ['-readonly', path, Signature.sql])).out.trim().split('\n');
        return Object.assign(new Signature(), { at: new Map(rows.map((row) => { const i = row.indexOf('|'); return [row.slice(0, i), row.slice(i + 1)]; })) });
    }

    static async question(path) {
        const { out } = await must('sqlite3', ['-readonly', path,
            "SELECT m.name, max(c.name = 'version') FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' GROUP BY 1"]);
        return out.trim().split('\n').map((row) => row.split('|')).filter(([table]) => !beside(table))
            .map(([table, versions]) => `SELECT '${table}', count(*), ${versions === '1' ? 'coalesce(sum(version), 0)' : 0} FROM ${table}`)
            .join(' UNION ALL ');
    }

    /** What is otherwise than before, as text; '' for nothing. */
    since(before) {
        const numbers = (text) => text.split('|').map(Number);
        return [...this.at].map(([table, now]) => {
            const was = numbers(before.at.get(table));
            return [table, numbers(now).map((n, i) => n - was[i])];
        }).filter(([, by]) => by.some(Boolean)).map(([table, by]) => `${table} ${by.join('/')}`).join(', ');
    }
}

const etag = async (place, path) => ({ 'if-match': (await place.api('GET', `${path}.json`)).headers.etag });
const form = (pairs) => new URLSearchParams(pairs).toString();
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/* name -> prepare(place), which resolves to the act that is killed. */
const WORK = {
    'a create': async (place) => () => place.api('POST', '/measures', { title: place.title() }),
    'a change': async (place) => {
        const path = await place.made('/measures', { title: place.title() }), version = await etag(place, path);
        return () => place.api('PATCH', path, { title: place.title() }, version);
    },
    'links to many': async (place) => {
        const path = await place.made('/risks', { title: place.title() }), version = await etag(place, path);
        const measures = [];
        for (let i = 0; i < 3; i++) measures.push((await place.made('/measures', { title: place.title() })).split('/').pop());
        return () => place.api('PATCH', path, { measure_ids: measures.map(Number) }, version);
    },
    'a step': async (place) => {
        const path = await place.made('/measures', { title: place.title() }), version = await etag(place, path);
        return () => place.api('POST', `${path}/start`, {}, version);
    },
    'an undo': async (place) => {
        const path = await place.made('/measures', { title: place.title() });
        await place.good(place.api('PATCH', path, { title: place.title() }, await etag(place, path)));
        const version = await etag(place, path);
        return () => place.api('POST', `${path}/undo`, {}, version);
    },
    'a removal': async (place) => {
        const path = await place.made('/measures', { title: place.title() }), version = await etag(place, path);
        return () => place.api('DELETE', path, undefined, version);
    },
    'a return from the wastebasket': async (place) => {
        const path = await place.made('/measures', { title: place.title() });
        await place.good(place.api('DELETE', path, undefined, await etag(place, path)));
        return () => place.api('POST', `${path}/restore`, {});
    },
    'one field of many': async (place) => {
        const ids = [];
        for (let i = 0; i < 5; i++) ids.push((await place.made('/measures', { title: place.title() })).split('/').pop());
        return () => place.program.send('POST', `/o/${BODY}/measures/bulk`, { ...FORM, accept: 'text/html' },
            form([['set', 'due_on'], ['due_on', '2027-01-31'], ...ids.map((id) => ['id', id])]));
    },
    'a file of rows': async (place) => () => place.program.send('POST', `/o/${BODY}/measures/import`, { 'content-type': 'text/csv' },
        ['title', ...Array.from({ length: 10 }, (_, i) => `${place.title()}-${i}`)].join('\n')),
    'a view': async (place) => () => place.program.send('POST', `/o/${BODY}/measures/views`, { ...FORM, accept: 'text/html' },
        form([['name', place.title()], ['query', 'state=open']])),
    'an incident that few may see': async (place) => () => place.api('POST', '/incidents', {
        title: place.title(), description: 'x', noticed_at: new Date(Date.now() - 60_000).toISOString(), severity: 'low', personal_data: 'no', classification: 'restricted' }),
    'a reading of it': async (place) => {
        const path = await place.made('/incidents', {
            title: place.title(), description: 'x', noticed_at: new Date(Date.now() - 60_000).toISOString(), severity: 'low', personal_data: 'no', classification: 'restricted' });
        return () => place.api('GET', `${path}.json`);
    },
    'evidence': async (place) => () => place.api('POST', '/evidence', { title: place.title() }),
    'a file with evidence': async (place) => {
        const path = await place.made('/evidence', { title: place.title() }), version = await etag(place, path);
        const { type, body } = multipart([['version', /\d+/.exec(version['if-match'])[0]], ['file', { name: 'a.txt', type: 'text/plain', bytes: Buffer.alloc(20_000, 'a') }]]);
        return () => place.program.send('POST', `/o/${BODY}${path}/file`, { 'content-type': type, accept: 'text/html' }, body);
    },
    'a decision of the management': async (place) => {
        const path = await place.made('/management-reviews', { title: place.title(), held_on: '2026-06-01' });
        return () => place.program.send('POST', `/o/${BODY}${path}/decisions`, { ...FORM, accept: 'text/html' }, form([['text', place.title()], ['title', place.title()], ['decision', place.title()]]));
    },
    'a person': async (place) => () => place.api('POST', '/persons', { name: place.title(), email: `p${place.n}@kommune.example` }),
    'a grant': async (place) => {
        const person = (await place.made('/persons', { name: place.title(), email: `p${place.n}@kommune.example` })).split('/').pop();
        return () => place.api('POST', '/grants', { person_id: Number(person), role: 'employee' });
    },
    'a grant ended': async (place) => {
        const person = (await place.made('/persons', { name: place.title(), email: `p${place.n}@kommune.example` })).split('/').pop();
        const path = await place.made('/grants', { person_id: Number(person), role: 'employee' }), version = await etag(place, path);
        return () => place.api('POST', `${path}/revoke`, { reason: 'Sluttet' }, version);
    },
    'a sign-in': async (place) => {
        const person = new Client(place.server.url);
        await person.send('GET', '/sign-in');
        return () => person.post('/sign-in', [['email', PERSONS.employee ?? OFFICER], ['password', PASSWORD]]);
    },
    'a language chosen': async (place) => {
        const person = await place.person();
        await person.send('GET', '/me');
        return () => person.post('/me', [['language', ++place.n % 2 ? 'nn' : 'en']]);
    },
};

class Mixed extends Place {
    title() {
        return `Arbeid ${++this.n}`;
    }

    async good(asked) {
        const reply = await asked;
        assert.ok(reply.status < 400, `not prepared: ${reply.status} ${reply.body.slice(0, 300)}`);
        return reply;
    }

    /** Makes a thing; resolves to its address within the body. */
    async made(list, tree) {
        const reply = await this.good(this.api('POST', list, tree));
        return reply.headers.location.replace(`/o/${BODY}`, '');
    }
}

const isGood = (status) => status >= 200 && status < 400;

/** What the work does when nobody disturbs it. */
async function outcome(place, name) {
    const act = await WORK[name](place), before = await Signature.of(place.database);
    const reply = await act();
    assert.ok(isGood(reply.status), `${name}: ${reply.status} ${reply.body.slice(0, 500)}`);
    const after = (await Signature.of(place.database)).since(before);
    assert.notEqual(after, '', `${name} changed nothing`);
    return after;
}

async function killed(step) {
    const place = await Mixed.open();
    let points = 0, before = 0, after = 0;
    try {
        for (const name of Object.keys(WORK)) {
            await outcome(place, name); // who works for the first time is given a pseudonym
            const whole = await outcome(place, name);
            for (let at = 1; ; at += step) {
                const act = await WORK[name](place), was = await Signature.of(place.database);
                place.hardship.order(place.worker, { what: DISK, how: KILL, at });
                const status = await act().then((reply) => reply.status, () => 0);
                const { hit } = place.hardship.end();
                if (!hit) break;
                await place.afresh();
                const is = (await Signature.of(place.database)).since(was);
                assert.ok(is === '' || is === whole, `${name}, killed at call ${at}: between: ${is}; whole: ${whole}`);
                assert.ok(is === whole || !isGood(status), `${name}, killed at call ${at}: acknowledged, and not there`);
                points++;
                if (is === '') before++;
                else after++;
            }
        }
        const verified = await command(RELEASE, place.database, ['verify']);
        assert.equal(verified.code, 0, verified.err);
    } finally {
        await place.close();
    }
    assert.ok(before && (after || step > 1), 'only one side of the moment was met'); // few calls come after it
    return `${Object.keys(WORK).length} kinds of work, ${points} of ${points} kills: ${before} before, ${after} after, 0 between`;
}

export const cases = (whole) => ({ 'mixed work killed at every write and sync': () => killed(whole ? 1 : 9) });
