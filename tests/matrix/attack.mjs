// attack.mjs - what others of this kind fell for: references into other bodies, one thing checked and another
// changed, lists of mixed ids, second things in an address, and answers that tell what may not be read.
// SPDX-License-Identifier: EUPL-1.2
import { urlEncode } from '../lib/client.mjs';
import { BODY } from '../lib/product.mjs';
import { twins } from '../lib/twins.mjs';
import { RELATIONS, Tree } from './tree.mjs';

const ELSEWHERE = Object.keys(RELATIONS).filter((relation) => relation !== 'own');
const MISSING = 987654321;

export function cases(world) {
    const all = {};
    for (const [name, run] of Object.entries({ references, identity, mixed, second, inference, time }))
        all[name] = async (hold) => run(world, await Tree.of(world), hold);
    return all;
}

/** An answer without what differs by chance, as it would be had it been asked about `id`. */
const plain = (reply, id = 0) => `${reply.status} ${reply.body}`.replaceAll(String(MISSING), String(id))
    .replace(/"request":"\w+"/, '').replace(/name="form_token" value="[^"]+"/g, '');

/** Where two texts begin to differ. */
function unlike(a, b) {
    let at = 0;
    while (at < a.length && a[at] === b[at]) at++;
    return `...${a.slice(Math.max(0, at - 60), at + 60)} and not ${b.slice(at, at + 60)}`;
}

/* Every field that refers to something, in every kind, with a thing from above, below, beside and abroad: refused,
   in the words in which a thing that is not there is refused. */
async function references(world, tree, hold) {
    let n = 0;
    for (const kind of world.own.filter((k) => k.may.create.length))
        for (const field of kind.writable) {
            const target = field['x-links-to'] && world.kind(field['x-links-to']);
            if (!target || target.isReference) continue;
            const by = tree.workers.own;
            const send = async (id) => by.json('POST', kind.at(BODY),
                { ...(await tree.valid(kind, 'own', 'zqref')), [field.name]: field.type === 'array' ? [id] : id });
            const told = (reply) => JSON.stringify([reply.status, reply.tree?.errors?.filter((one) => one.field === field.name)]);
            const missing = await send(MISSING);
            hold(`${kind.name}.${field.name} of nothing is refused`, missing.status === 422, missing.body);
            for (const relation of ELSEWHERE) {
                const there = await tree.thing(target, relation);
                if (!there) continue;
                const reply = await send(there.id);
                hold(`${kind.name}.${field.name} refers to ${relation}`, told(reply) === told(missing).replaceAll(String(MISSING), String(there.id)), reply.body);
                n++;
            }
            if (target.fields.some((f) => f.name === 'classification')) {
                const hidden = await tree.restricted(target, false);
                const reply = await world.by.line_manager.json('POST', kind.at(BODY),
                    { ...(await tree.valid(kind, 'own', 'zqref')), [field.name]: field.type === 'array' ? [hidden.id] : hidden.id });
                hold(`${kind.name}.${field.name} refers to what is restricted`, told(reply) === told(missing).replaceAll(String(MISSING), String(hidden.id)), reply.body);
                n++;
            }
        }
    hold('references were tried', n > 100, n);
}

/* The address says which thing; nothing that is sent beside it says another, or moves it to another body. */
async function identity(world, tree, hold) {
    for (const kind of world.own.filter((k) => k.may.change.length)) {
        const by = tree.workers.own, own = await tree.thing(kind, 'own'), other = await tree.thing(kind, 'sibling');
        const text = kind.writable.find((f) => f.type === 'string' && !f.format && !f.enum && (f.maxLength ?? 0) > 40);
        if (!own || !other || !text) continue;
        const state = async () => (await tree.workers.sibling.json('GET', kind.at(RELATIONS.sibling, `/${other.id}.json`))).body;
        const before = await state();
        const { headers } = await by.json('GET', kind.at(BODY, `/${own.id}.json`));
        for (const sent of [{ id: other.id }, { uuid: other.uuid }, { organisation_id: tree.bodies.sibling.id }, { ref: 1 }, { created_by: 1 }]) {
            const reply = await by.json('PATCH', kind.at(BODY, `/${own.id}`), { ...sent, [text.name]: 'zqswap' }, { 'if-match': headers.etag });
            hold(`${kind.name}: ${Object.keys(sent)} is not taken from what is sent`, reply.status === 422 || reply.status === 400 || reply.status === 409, `${reply.status} ${reply.body}`);
        }
        for (const query of [`?id=${other.id}`, `?organisation=${RELATIONS.sibling}`, `?organisation_id=${tree.bodies.sibling.id}`])
            await by.json('PATCH', kind.at(BODY, `/${own.id}${query}`), { [text.name]: 'zqswap' }, { 'if-match': '"0"' });
        const abroad = await by.json('PATCH', kind.at(BODY, `/${other.id}?id=${own.id}`), { id: own.id, [text.name]: 'zqswap' }, { 'if-match': headers.etag });
        hold(`${kind.name}: another's by our address`, abroad.status === 404, abroad.status);
        hold(`${kind.name}: another body's is as it was`, (await state()) === before);
    }
}

/* A list of ids does what may be done to each: what is foreign, restricted or gone is left, and is not named. */
async function mixed(world, tree, hold) {
    for (const kind of world.own.filter((k) => k.may.change.length && world.paths[`/o/{organisation}/${k.plural}/bulk`])) {
        const field = kind.writable.find((f) => f.enum && f.enum.length > 1 && !['classification', 'role'].includes(f.name));
        const others = (await Promise.all(ELSEWHERE.map((relation) => tree.thing(kind, relation).then((t) => t && { ...t, relation })))).filter(Boolean);
        if (!field || !others.length) continue;
        const own = await tree.thing(kind, 'own');
        const states = () => Promise.all(others.map(async (o) => (await tree.workers[o.relation].json('GET', kind.at(RELATIONS[o.relation], `/${o.id}.json`))).body));
        const before = await states();
        const ids = [...others.map((o) => o.id), own.id, MISSING];
        const reply = await tree.workers.own.send('POST', kind.at(BODY, '/bulk'), { 'content-type': 'application/x-www-form-urlencoded' },
            urlEncode([...ids.map((id) => ['id', id]), ['set', field.name], [field.name, field.enum[1]]]));
        hold(`${kind.name}: a mixed list is answered`, [200, 303].includes(reply.status), reply.status);
        hold(`${kind.name}: what is another's is as it was`, JSON.stringify(await states()) === JSON.stringify(before));
        hold(`${kind.name}: what is another's is not named`, !others.some((o) => reply.body.includes(o.word)));
        if (!kind.fields.some((f) => f.name === 'classification')) continue;
        const hidden = await tree.restricted(kind, false);
        const state = async () => (await world.by.officer.json('GET', kind.at(BODY, `/${hidden.id}.json`))).body;
        const was = await state();
        const blind = await world.by.line_manager.send('POST', kind.at(BODY, '/bulk'), { 'content-type': 'application/x-www-form-urlencoded' },
            urlEncode([['id', hidden.id], ['id', own.id], ['set', field.name], [field.name, field.enum[0]]]));
        hold(`${kind.name}: a list with something restricted is answered`, [200, 303].includes(blind.status), blind.status);
        hold(`${kind.name}: what is restricted is as it was`, (await state()) === was);
        hold(`${kind.name}: what is restricted is not named`, !blind.body.includes(hidden.word));
    }
}

/* Addresses with two things in them, and things that belong to a person. */
async function second(world, tree, hold) {
    const review = world.kind('management_review');
    const [ours, theirs] = [await tree.thing(review, 'own'), await tree.thing(review, 'sibling')];
    const made = await tree.workers.sibling.json('POST', review.at(RELATIONS.sibling, `/${theirs.id}/decisions`), { text: 'zqdecision', due_on: '2030-01-01' });
    hold('a decision is made', made.status < 300, `${made.status} ${made.body}`);
    const id = (made.tree?.items ?? made.tree?.decisions ?? [made.tree]).at(-1)?.id;
    hold('a decision has an id', Number.isInteger(id), made.body);
    for (const step of ['done', 'remove', 'measure'])
        for (const [of, review_id] of [['our review', ours.id], ['their review', theirs.id]]) {
            const reply = await tree.workers.own.json('POST', review.at(BODY, `/${review_id}/decisions/${id}/${step}`), {});
            hold(`their decision by ${of}: ${step}`, reply.status === 404, `${reply.status} ${reply.body}`);
        }
    const browser = await world.browser('officer'), other = await world.browser('top_management');
    await browser.send('GET', `/o/${BODY}/risks`);
    const saved = await browser.post(`/o/${BODY}/risks/views`, [['name', 'zqview'], ['query', 'state=assessed']]);
    hold('a view is taken', saved.status === 303, `${saved.status} ${saved.body.slice(0, 300)}`);
    await browser.send('GET', `/o/${BODY}/risks?state=assessed`);
    const view = /\/risks\/views\/(\d+)\/forget/.exec(browser.page.html)?.[1];
    hold('a view is saved', view !== undefined);
    await other.send('GET', `/o/${BODY}/risks`);
    await other.post(`/o/${BODY}/risks/views/${view}/forget`, []);
    await browser.send('GET', `/o/${BODY}/risks?state=assessed`);
    hold("nobody forgets another's view", browser.page.html.includes(`/risks/views/${view}/forget`));
    const job = await browser.json('GET', '/jobs/00000000-0000-7000-8000-000000000000');
    hold('a job that is not there', job.status === 404, job.status);
}

/* Filters, counts, order, search and the options of forms: a foreign id and word give what one gives that never was. */
async function inference(world, tree, hold) {
    const by = tree.workers.own;
    let n = 0;
    for (const kind of world.own) {
        for (const field of kind.fields) {
            const target = field['x-links-to'] && world.kind(field['x-links-to']);
            if (!target || target.isReference) continue;
            const ask = (id, accept) => by.send('GET', kind.at(BODY, `${accept ? '' : '.json'}?${field.name}=${id}`), accept ? { accept } : {});
            const [none, nonePage] = [await ask(MISSING), await ask(MISSING, 'text/html')];
            for (const relation of ELSEWHERE) {
                const there = await tree.thing(target, relation);
                if (!there) continue;
                const found = await ask(there.id);
                hold(`${kind.name}?${field.name} of ${relation}`, plain(found) === plain(none, there.id), unlike(plain(found), plain(none, there.id)));
                n++;
            }
            const foreign = await tree.thing(target, 'foreign');
            const page = foreign && (await ask(foreign.id, 'text/html'));
            if (page) hold(`${kind.name}?${field.name} on the page`, plain(page) === plain(nonePage, foreign.id), unlike(plain(page), plain(nonePage, foreign.id)));
        }
        const form = kind.may.create.length ? (await by.send('GET', kind.at(BODY, '/new'), { accept: 'text/html' })).body : '';
        for (const relation of ELSEWHERE) {
            const there = await tree.thing(kind, relation);
            if (!there) continue;
            const found = await by.json('GET', `/o/${BODY}/search.json?q=${there.word}`);
            hold(`${kind.name} of ${relation} is not found by its words`, found.tree.count === 0, found.body);
            const list = await by.json('GET', kind.at(BODY, `.json?q=${there.word}`));
            hold(`${kind.name} of ${relation} is not counted by its words`, [0, undefined].includes(list.tree?.count), list.body.slice(0, 200));
            hold(`${kind.name} of ${relation} is no option of a form`, !form.includes(`zq${kind.name.replace('_', '')}${relation}`));
            n++;
        }
    }
    hold('inference was tried', n > 200, n);
}

/* The same body and about the same time for what is foreign, restricted and missing (G19; script/bench enumeration
   asks 2,000 times). */
async function time(world, tree, hold) {
    const risk = world.kind('risk'), incident = world.kind('incident');
    const hidden = await tree.restricted(incident, false), foreign = await tree.thing(risk, 'foreign');
    for (const [what, by, addresses] of [
        ['an id', world.by.officer, { foreign: risk.at(BODY, `/${foreign.id}.json`), missing: risk.at(BODY, `/${MISSING}.json`) }],
        ['a class', world.by.line_manager, { restricted: incident.at(BODY, `/${hidden.id}.json`), missing: incident.at(BODY, `/${MISSING}.json`) }],
        ['a body', world.by.officer, { foreign: risk.at(RELATIONS.foreign, '.json'), missing: risk.at('999999999', '.json') }],
    ]) {
        // A difference that is there is there each time; one that the machine made beside is not.
        let { medians, apart, answers } = await twins(by, addresses, 150);
        for (let again = 0; apart >= 1 && again < 4; again++) ({ medians, apart, answers } = await twins(by, addresses, 150));
        hold(`${what} answers alike`, new Set(Object.values(answers).flatMap((set) => [...set])).size === 1, JSON.stringify(Object.values(answers).map((set) => [...set])));
        hold(`${what} takes as long`, apart < 1, JSON.stringify(medians));
    }
}
