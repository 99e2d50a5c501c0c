// looks.test.mjs - every page that the program has, found by going where it leads.
// SPDX-License-Identifier: EUPL-1.2
//
// The addresses are the program's own list of routes (`samstyr reference routes`); those that name a
// thing are found as links on the pages before, or lie under the thing, and of each kind one thing in each
// state is opened, also one just made. So a new kind, route or step is looked at without being written
// down here, and a page where nobody comes is told.
//
// In bokmål every address without a thing in it, and every page that shows a kind of element which none
// showed before, is looked at in all four looks; the others once, and held to the narrower widths. In the
// other languages each page is looked at once for what words can change: all rules but those about
// colours and the size of targets, and the widths. The year's pages (year.mjs) get all four looks in
// each language.
import { BODY, command, OFFICER, ROLES } from '../lib/product.mjs';
import { World } from '../matrix/world.mjs';
import { LANGS, shape, WIDTHS } from './harness.mjs';

const LARGE = Math.max(...WIDTHS);

/* Nobody links to an address that holds a secret, a piece of work of one person's or a hash, nor to a file
   that nobody has brought, nor to where a provider of identities sends people. */
const UNLINKED = /\{(secret|token|job|hash|provider)\}|\/file$|^\/sign-in\/answer$/;

/* Addresses that answer GET, as the program prints them: { path, holes, matches, steps }, with the
   names of the steps that a thing there can take. */
async function addresses(t) {
    const { out } = await command(t.program, t.database, ['reference', 'routes']);
    const { components } = await (await fetch(`${t.server.url}/openapi.json`)).json();
    const steps = new Map(Object.values(components.schemas).map((kind) => [kind['x-address'], kind['x-steps'].map(({ name }) => name)]));
    const rows = [...out.matchAll(/^\| `([^`]+)` \| GET \|/gm)].map(([, path]) => path.replace('{organisation}', BODY));
    if (!rows.length) throw new Error('the program prints no addresses');
    return rows.map((path) => ({
        path, holes: path.includes('{'), steps: steps.get(path.split('/').at(-2)) ?? [],
        matches: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
    }));
}

/* Who goes there, in turn: nobody, the officer, then one of each other role. */
const WHO = [null, ...new Set([OFFICER, ...Object.values(ROLES)])];

/* Goes wherever links lead from the addresses, in one language, to things in all their states or to one
   of a kind; what is met is looked at by `look`. Resolves to the addresses where nobody came. */
async function explore(t, lang, states, look) {
    const routes = await addresses(t), met = new Set(), been = new Set();
    const own = ['/', `/o/${BODY}`]; // everybody sees them their own way
    const closed = new Set(); // to those who came so far
    for (const who of WHO) {
        const person = await t.person(who, { lang });
        const waiting = [...own, ...routes.filter(({ holes }) => !holes).map(({ path }) => path), ...closed];
        const anyway = new Set(own); // though others were at such an address before
        for (let path; (path = waiting.shift()) !== undefined; ) {
            if (been.has(shape(path)) && !anyway.delete(path)) continue;
            anyway.delete(path);
            const reply = await person.page.request.get(path, { maxRedirects: 0, headers: { Accept: 'text/html' } });
            if ([403, 404].includes(reply.status())) closed.add(path);
            const route = routes.find(({ matches }) => matches.test(path));
            if (reply.status() < 400) met.add(route);
            if (reply.status() >= 300) continue; // not theirs to see, or a way elsewhere
            been.add(shape(path));
            if (!/^text\/html/.test(reply.headers()['content-type'] ?? '')) continue;
            await person.visit(path);
            await look(person, route);
            const things = await oneOfEach(person, path, routes, states);
            things.forEach((thing) => anyway.add(thing));
            waiting.push(...things, ...under(route, path, routes), ...await ways(person));
        }
        await person.leave();
    }
    return routes.filter((route) => !met.has(route) && !UNLINKED.test(route.path));
}

/* Where the open page leads, without questions and marks. */
async function ways({ page }) {
    const all = await page.locator('a[href^="/"]').evaluateAll((links) => links.map((a) => a.getAttribute('href').replace(/[?#].*/, '')));
    return [...new Set(all)];
}

/* What lies under a thing: its form, its history, its steps. */
function under(route, path, routes) {
    if (!route?.path.endsWith('/{id}')) return [];
    return routes.filter((one) => one.path.startsWith(`${route.path}/`)).map((one) => path + one.path.slice(route.path.length))
        .flatMap((one) => (one.endsWith('/{verb}') ? route.steps.map((step) => one.replace('{verb}', step)) : one))
        .filter((one) => !one.includes('{'));
}

/* Of a list: one thing in each state, since a thing's steps depend on it, or the first alone; of bodies one
   that is in use, since those that are only registered have no history. */
async function oneOfEach({ page }, list, routes, states) {
    if (!routes.some(({ path }) => path === `${list}/{id}`)) return [];
    const { items } = await (await page.request.get(`${list}.json?limit=${states ? 200 : 1}`)).json();
    items.sort((a, b) => Number(a.in_use ?? 0) - Number(b.in_use ?? 0)); // the last one of a state is taken
    return [...new Map(items.map((item) => [item.state, `${list}/${item.id}`])).values()];
}

/* One of each kind is made, once for the file. */
const furnished = new Set();
async function furnish({ program, database, server, problems }) {
    if (furnished.has(database)) return;
    furnished.add(database);
    const world = await World.around({ program, database, server });
    for (const kind of world.own) if (kind.may.create.length) await world.make(kind);
    world.agent.destroy();
    problems.push(...world.shame);
}

const tests = {};
for (const lang of LANGS)
    tests[`wherever one may go in ${lang}`] = async (t) => {
        await furnish(t);
        const whole = lang === 'nb';
        const missed = await explore(t, lang, whole, async (person, route) => {
            const unlike = whole && (await person.isNew('anywhere'));
            if (!unlike && !(whole && !route?.holes)) return person.glance({ again: !whole });
            await person.turn(LARGE, person.look.scheme);
            return person.lookAround();
        });
        if (whole) for (const { path } of missed) t.problems.push(`no way leads to ${path}`);
    };

tests['without script'] = async (t) => {
    const officer = await t.person(null, { script: false });
    await officer.page.goto('/sign-in');
    await officer.page.locator('input[type=email]').fill(OFFICER);
    await officer.page.locator('input[type=password]').fill(t.password);
    await officer.page.locator('form:has(input[type=password]) button').click();
    if (new URL(officer.page.url()).pathname === '/sign-in') throw new Error('cannot sign in without script');
};

export { tests };
