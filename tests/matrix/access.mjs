// access.mjs - every role at every door of every kind, and the doors of another body.
// SPDX-License-Identifier: EUPL-1.2
import { BODY, PERSONS } from '../lib/product.mjs';
import { Caller, FOREIGN, ROLES } from './world.mjs';

export function cases(world) {
    const all = {};
    all['what the roles are for'] = (hold) => principles(world, hold);
    for (const kind of world.own) all[`${kind.name} removed`] = (hold) => removal(world, kind, hold);
    all['another body'] = (hold) => foreign(world, hold);
    all['nobody'] = (hold) => nobody(world, hold);
    all['forged forms'] = (hold) => forged(world, hold);
    all['a token that reads'] = (hold) => readOnly(world, hold);
    return all;
}

/* What the roles mean, written down apart from the tables that the product is made of: a table that
   lets somebody in by mistake stands against this. */
const WORK = ['top_management', 'line_manager', 'officer'];
const SETTINGS = ['person', 'grant', 'invitation', 'provider', 'access_review'];
// What is kept and what is erased is for those who may erase; a hold may be a secret before a dispute.
const KEEPING = ['hold', 'retention_rule'];
const WRITERS = {
    // the employee reports incidents, works on what is theirs and ticks off activities; nothing else
    employee: { create: ['incident'], change: ['incident'], remove: [], steps: ['activity'] },
    // the auditor writes audits and findings, and nothing of what is audited
    auditor: { create: ['audit', 'finding'], change: ['audit', 'finding'], remove: ['audit', 'finding'], steps: ['audit', 'finding'] },
    steering_reader: { create: [], change: [], remove: [], steps: [] },
    analyst: { create: [], change: [], remove: [], steps: [] },
    operator: { create: SETTINGS, change: SETTINGS, remove: SETTINGS, steps: SETTINGS },
};

function principles(world, hold) {
    for (const kind of world.own) {
        for (const [role, may] of Object.entries(WRITERS)) {
            for (const what of ['create', 'change', 'remove'])
                hold(`${role} does not ${what} ${kind.name}`, may[what].includes(kind.name) || !kind.may[what].includes(role));
            // A step that time takes stands under a role that does not read the kind: nobody is offered it.
            for (const step of kind.steps)
                hold(`${role} does not ${step.name} ${kind.name}`, may.steps.includes(kind.name) ||
                    !step.roles.includes(role) || !kind.may.read.includes(role));
        }
        for (const role of ['analyst', 'operator'])
            hold(`${role} does not read ${kind.name}`, SETTINGS.includes(kind.name) || !kind.may.read.includes(role));
        if (!SETTINGS.includes(kind.name))
            for (const role of WORK)
                hold(`${role} reads ${kind.name}`, kind.may.read.includes(role) !== (KEEPING.includes(kind.name) && role === 'line_manager'));
        for (const what of ['create', 'change', 'remove'])
            hold(`who may ${what} ${kind.name} reads it`, kind.may[what].every((role) => kind.may.read.includes(role)),
                kind.may[what].filter((role) => !kind.may.read.includes(role)).join());
    }
    return Promise.resolve();
}

async function removal(world, kind, hold) {
    // Removed by who may, it is gone from the list and comes back.
    const who = ROLES.find((role) => kind.may.remove.includes(role));
    if (who && kind.may.create.length) {
        const gone = await world.make(kind);
        const address = kind.at(BODY, `/${gone.id}`);
        const blind = await world.by[who].json('DELETE', address);
        hold('removal needs the version', blind.status === 428, `${blind.status} ${blind.body}`);
        const remove = await world.by[who].json('DELETE', address, null, { 'if-match': gone.etag });
        hold(`${who} removes`, [204, 409].includes(remove.status), `${remove.status} ${remove.body}`);
        if (remove.status === 204) {
            const list = await world.by[who].json('GET', `${kind.at(BODY, '.json')}?limit=1000`);
            hold('what was removed is not listed', !list.tree.items.some((one) => one.id === gone.id));
            const back = await world.by[who].json('POST', `${address}/restore`, {});
            hold('what was removed comes back', back.status === 200, `${back.status} ${back.body}`);
        }
    }
}

/** Every door of another body, and every thing of it by our own doors. */
async function foreign(world, hold) {
    const by = world.by.officer;
    for (const [path, methods] of Object.entries(world.paths)) {
        if (!path.includes('{organisation}')) continue;
        const kind = world.own.find((k) => path.startsWith(`/o/{organisation}/${k.plural}/`) || path === `/o/{organisation}/${k.plural}`);
        const id = kind ? await world.foreign(kind.name) : 1;
        for (const [method, about] of Object.entries(methods)) {
            if (about['x-roles'].includes('anyone')) continue;
            const at = (body) => path.replace('{organisation}', body).replace('{id}', id || 1)
                .replace('{verb}', kind?.steps[0]?.name ?? 'close').replace(/\{\w+\}/g, '1');
            const ask = (address) => by.json(method.toUpperCase(), address, method === 'get' || method === 'delete' ? null : {}, { 'if-match': '"1"' });
            const reply = await ask(at(FOREIGN));
            hold(`${method} ${path}`, reply.status === 404, `${reply.status} ${reply.body}`);
            const missing = await ask(at('999999999'));
            hold(`${method} ${path} in no body`, missing.status === 404, `${missing.status}`);
            const tell = ({ tree }) => JSON.stringify({ ...tree, request: '' });
            hold(`${method} ${path} says the same`, tell(reply) === tell(missing), reply.body);
            if (!kind || !id || !path.includes('{id}')) continue;
            const through = await ask(at(BODY));
            hold(`${method} ${path} with a foreign id`, [403, 404, 415].includes(through.status), `${through.status} ${through.body}`);
        }
    }
    for (const kind of world.own) {
        const id = await world.foreign(kind.name);
        if (!id || !kind.may.read.includes('officer')) continue;
        const list = await by.json('GET', `${kind.at(BODY, '.json')}?limit=1000`);
        hold(`${kind.name}: none of another body is listed`, !list.tree.items.some((one) => one.id === id));
    }
}

async function nobody(world, hold) {
    const page = new Caller(world);
    const token = new Caller(world, 'not-a-token-at-all');
    for (const [path, methods] of Object.entries(world.paths))
        for (const [method, about] of Object.entries(methods)) {
            if (about['x-roles'].includes('anyone')) continue;
            const address = path.replace('{organisation}', BODY).replace(/\{\w+\}/g, '1');
            const body = method === 'get' || method === 'delete' ? null : {};
            const asPage = await page.send(method.toUpperCase(), address, { 'content-type': 'application/x-www-form-urlencoded' }, body && 'a=b');
            hold(`${method} ${path} leads to sign-in`, asPage.status === 303 && asPage.headers.location.startsWith('/sign-in'), `${asPage.status}`);
            const asToken = await token.json(method.toUpperCase(), address, body);
            hold(`${method} ${path} asks for a token`, asToken.status === 401, `${asToken.status} ${asToken.body}`);
        }
}

/** A page elsewhere can make a browser post, with its cookie; it cannot know the form's token. */
async function forged(world, hold) {
    const officer = await world.browser('officer');
    const other = await world.browser('top_management');
    await other.send('GET', `/o/${BODY}/risks/new`);
    const theirs = /name="form_token" value="([^"]+)"/.exec(other.page.html)?.[1];
    await officer.send('GET', `/o/${BODY}/risks/new`);
    const ours = /name="form_token" value="([^"]+)"/.exec(officer.page.html)?.[1];
    hold('forms carry a token of their session', theirs && ours && theirs !== ours);
    const risk = await world.make(world.kind('risk'));
    for (const [path, methods] of Object.entries(world.paths))
        for (const [method, about] of Object.entries(methods)) {
            if (method === 'get' || !(about['x-roles'].includes('officer') || about['x-roles'].includes('signed_in'))) continue;
            const address = path.replace('{organisation}', BODY).replace('{id}', risk.id).replace('{verb}', 'close').replace(/\{\w+\}/g, '1');
            const send = (body, headers = {}) => officer.send(method.toUpperCase(), address,
                { 'content-type': 'application/x-www-form-urlencoded', cookie: [...officer.cookies].map(([k, v]) => `${k}=${v}`).join('; '), ...headers }, body);
            for (const [what, reply] of [
                ['without a token', await send('title=x')], ["with another session's token", await send(`form_token=${theirs}`)],
                ['with an empty token', await send('form_token=')],
                ['from another site', await send(`form_token=${ours}`, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })],
                ['as JSON', await send('{}', { 'content-type': 'application/json' })]])
                hold(`${method} ${path} ${what}`, reply.status === 403, `${reply.status}`);
        }
}

async function readOnly(world, hold) {
    const reader = new Caller(world, await world.readToken(PERSONS.officer));
    for (const kind of world.own) {
        if (!kind.may.read.includes('officer')) continue;
        const list = await reader.json('GET', kind.at(BODY, '.json'));
        hold(`reads ${kind.name}`, list.status === 200, list.status);
        for (const [method, path] of [['POST', ''], ['PATCH', '/1'], ['DELETE', '/1'], ['POST', '/bulk'], ['POST', '/import']]) {
            const reply = await reader.json(method, kind.at(BODY, path), method === 'DELETE' ? null : {}, { 'if-match': '"1"' });
            hold(`${method} ${kind.name}${path}`, [403, 404, 405].includes(reply.status), `${reply.status} ${reply.body}`);
        }
    }
}
