// grid.mjs - every cell of the access matrix: role x kind x way x where the thing is, by real requests,
// compared with expected.txt. `node tests/matrix/run.mjs --write grid` writes that file anew, to be reviewed.
// SPDX-License-Identifier: EUPL-1.2
import { readFileSync, writeFileSync } from 'node:fs';
import { BODY, tokenFor } from '../lib/product.mjs';
import { Caller, ROLES } from './world.mjs';
import { sheetText } from './sheet.mjs';
import { RELATIONS, Tree } from './tree.mjs';

const FILE = new URL('expected.txt', import.meta.url);

/* The letters of a line. A capital: done or reached; small: the way is open, and the thing is not on it. */
const READING = { L: 'listed', N: 'counted', Q: 'searched for', S: 'sorted', E: 'in the CSV', X: 'in the XLSX', I: 'by id', P: 'its page', H: 'its history', A: 'its attachment' };
const WRITING = {
    W: ['get', '/new'], C: ['post', ''], M: ['get', '/import'], J: ['post', '/import'], T: ['get', '/{id}/edit'], G: ['post', '/{id}'],
    U: ['patch', '/{id}'], Z: ['post', '/{id}/undo'], B: ['post', '/bulk'], D: ['post', '/{id}/delete'], R: ['delete', '/{id}'],
    K: ['post', '/{id}/restore'], V: ['post', '/views'], F: ['post', '/views/{view}/forget'],
};
const WAYS = { ...Object.fromEntries(Object.entries(READING)), ...Object.fromEntries(Object.entries(WRITING).map(([l, [m, p]]) => [l, `${m.toUpperCase()} ${p || 'the list'}`])) };
const HEAD = `# expected.txt - who gets where: the reviewed answer of the access matrix. SPDX-License-Identifier: EUPL-1.2
#
# Written by \`node tests/matrix/run.mjs --write grid\`; a change of it is a change of rights, and is read as one.
# KIND ROLE: where the thing is, the ways to it, and the steps that the role may take.
#   own    in the body in which the role is held
#   below  in a body below the one in which the role is held, where it reaches below
#   else   above, below (when the role does not reach there), beside and foreign: four bodies, tried one by one
#   mine   a thing that is the actor's own, for roles that read only those
#   restricted, named   a thing of the need-to-know class in the own body, that does not name and that names the actor
# Capital: reached. Small: the way is open and this thing is not on it. A dot: refused.
${Object.entries(WAYS).map(([l, what]) => `#   ${l} ${what}`).join('\n')}
# Then every other route with the roles that pass: T top management, L line manager, O officer, E employee, A auditor,
# S steering reader, N analyst, P operator; a capital is an answer, a small letter passes and finds nothing.
`;
const ROLE_LETTERS = { top_management: 'T', line_manager: 'L', officer: 'O', employee: 'E', auditor: 'A', steering_reader: 'S', analyst: 'N', operator: 'P' };

export function cases(world, { write }) {
    return { 'every cell': (hold) => new Grid(world, hold).run(write) };
}

const isRefused = (status) => [401, 403, 404, 405].includes(status);

class Grid {
    constructor(world, hold) {
        Object.assign(this, { world, hold, cells: 0, routes: new Set(), lines: [] });
    }

    async run(write) {
        this.tree = await Tree.of(this.world);
        const queue = [...this.world.own];
        const lane = async () => {
            for (let kind; (kind = queue.shift()); )
                for (const role of ROLES) this.lines.push(await this.kindLine(kind, role));
        };
        await Promise.all([lane(), lane(), lane()]);
        this.lines.sort();
        const others = [];
        for (const [path, methods] of Object.entries(this.world.paths))
            for (const method of Object.keys(methods))
                if (!this.routes.has(`${method} ${path}`)) others.push(await this.routeLine(path, method));
        const text = `${HEAD}\n${this.lines.join('\n')}\n\n${others.sort().join('\n')}\n`;
        if (write) writeFileSync(FILE, text);
        const expected = new Set(readFileSync(FILE, 'utf8').split('\n'));
        const found = new Set(text.split('\n'));
        for (const line of found) this.hold('a cell is as was reviewed', expected.has(line), `not expected: ${line}`);
        for (const line of expected) this.hold('a cell is as was reviewed', found.has(line), `expected, and not found: ${line}`);
        const all = Object.values(this.world.paths).flatMap((methods) => Object.keys(methods)).length;
        this.hold('every route is tried', this.routes.size === all, `${this.routes.size} of ${all}`);
        console.log(`access matrix: ${this.cells} cells, ${this.routes.size} of ${all} routes`);
    }

    /** One cell: the request, its route noted. */
    async ask(by, method, path, address, body, headers) {
        this.cells++;
        this.routes.add(`${method} ${path}`);
        return by.json(method.toUpperCase(), address, body, headers);
    }

    async kindLine(kind, role) {
        const { world, tree } = this;
        const own = await this.ways(kind, world.by[role], 'own', role);
        const below = await this.ways(kind, tree.above[role], 'own', role);
        const beside = [];
        for (const relation of Object.keys(RELATIONS).filter((r) => r !== 'own')) {
            const letters = await this.ways(kind, world.by[role], relation, role);
            if (/[a-z]/i.test(letters)) beside.push(`${relation}=${letters}`);
        }
        let line = `${kind.name} ${role}: own ${own} below ${below} else ${beside.join(' ') || 'nothing'}`;
        if (kind.readsOwn.includes(role))
            line += ` mine ${await this.reading(kind, world.by[role], 'own', await tree.mine(kind, role))}`;
        if (kind.fields.some((field) => field.name === 'classification'))
            for (const named of [false, true])
                line += ` ${named ? 'named' : 'restricted'} ${await this.reading(kind, world.by[role], 'own', await tree.restricted(kind, named))}`;
        return line;
    }

    async ways(kind, by, relation, role) {
        const thing = await this.tree.thing(kind, relation);
        if (!thing) return '(none is made)';
        return `${await this.reading(kind, by, relation, thing)} ${await this.writing(kind, by, relation, thing, role)}`;
    }

    async reading(kind, by, relation, { id, ref, word }) {
        const body = RELATIONS[relation], list = `/o/{organisation}/${kind.plural}`;
        const get = (path, rest, headers) => this.ask(by, 'get', `${list}${path}`, kind.at(body, rest), null, headers);
        const has = (reply) => (reply.tree?.items ?? []).some((one) => one.id === id);
        const letter = (l, reply, found) => (isRefused(reply.status) ? '.' : found ? l : l.toLowerCase());
        const listed = await get('', `.json?sort=-id&limit=1&id[lte]=${id}`);
        const counted = await get('', `.json?id=${id}&limit=1`);
        const sorted = await get('', `.json?sort=id&limit=1&id[gte]=${id}`);
        this.cells++;
        const search = await by.json('GET', `/o/${body}/search.json?q=${word}`);
        const csv = await get('', '.csv'), xlsx = await get('', '.xlsx');
        const one = await get('/{id}', `/${id}.json`);
        const page = await get('/{id}', `/${id}`, { accept: 'text/html' });
        const history = await get('/{id}/history', `/${id}/history.json`);
        let out = letter('L', listed, has(listed)) + letter('N', counted, counted.tree?.count === 1) +
            letter('Q', search, search.body.includes(`/${kind.plural}/${id}"`)) + letter('S', sorted, has(sorted)) +
            letter('E', csv, csv.body.includes(ref)) + letter('X', xlsx, xlsx.status === 200 && sheetText(xlsx.bytes).includes(ref)) +
            letter('I', one, true) + letter('P', page, true) + letter('H', history, true);
        if (kind.name === 'evidence') out += letter('A', await this.ask(by, 'get', `${list}/{id}/file`, kind.at(body, `/${id}/file`), null), true);
        return out;
    }

    async writing(kind, by, relation, { id }, role) {
        const body = RELATIONS[relation], list = `/o/{organisation}/${kind.plural}`;
        let out = '';
        for (const [letter, [method, rest]] of Object.entries(WRITING)) {
            if (!this.world.paths[list + rest]?.[method]) continue;
            const address = kind.at(body, rest.replace('{id}', id).replace('{view}', '1'));
            // What would change anything comes with a version that never was: who may is told that it is stale.
            const sent = method === 'get' || method === 'delete' ? null : {};
            const reply = await this.ask(by, method, list + rest, address, sent, { 'if-match': '"0"' });
            out += isRefused(reply.status) ? (reply.status === 404 && letter === 'F' && relation === 'own' ? 'f' : '.') : letter;
        }
        const steps = [];
        for (const step of kind.steps) {
            this.routes.add(`get ${list}/{id}/{verb}`);
            const form = await this.ask(by, 'get', `${list}/{id}/{verb}`, kind.at(body, `/${id}/${step.name}`), null, { accept: 'text/html' });
            // A step that is not the role's stops at the role whatever the version; one that is, at the version or the state.
            const version = step.roles.includes(role) || relation !== 'own' ? '"0"' : await this.version(kind, relation, id);
            const reply = await this.ask(by, 'post', `${list}/{id}/{verb}`, kind.at(body, `/${id}/${step.name}`), {}, { 'if-match': version });
            if (!isRefused(reply.status)) steps.push(step.name);
            else if (![403, 404].includes(form.status) && form.status !== 409) steps.push(`(form of ${step.name})`);
        }
        return [out, ...(steps.length ? [steps.join('+')] : [])].join(' ');
    }

    /** Nothing here changes a thing, so the version is the same all through. */
    async version(kind, relation, id) {
        this.versions ??= new Map();
        const key = `${kind.name} ${id}`;
        if (!this.versions.has(key)) {
            const { headers } = await this.tree.workers[relation].json('GET', kind.at(RELATIONS[relation], `/${id}.json`));
            this.versions.set(key, headers.etag ?? '"0"');
        }
        return this.versions.get(key);
    }

    async routeLine(path, method) {
        const about = this.world.paths[path][method], open = about['x-roles'];
        this.routes.add(`${method} ${path}`);
        if (open.includes('anyone') || open.includes('signed_in')) {
            // Whoever is signed in: somebody without any role passes too. Nobody does (see access.mjs) unless it is open.
            this.cells++;
            const by = open.includes('anyone') ? this.world.nobody : await this.roleless();
            const reply = await by.json(method.toUpperCase(), path.replace(/\{\w+\}/g, '1'), method === 'get' ? null : {});
            if (!path.startsWith('/sign-in')) this.hold(`${method} ${path} passes`, reply.status !== 401, reply.status); // without a password, 401 is its answer
            return `${method.toUpperCase()} ${path}: ${open.join(' ')}`;
        }
        const letters = async (relation, by) => {
            let out = '';
            for (const role of ROLES) {
                const reply = await this.ask(by[role], method, path, await this.address(path, relation), method === 'get' ? null : {}, { 'if-match': '"0"' });
                out += [401, 403].includes(reply.status) || (reply.status === 404 && relation !== 'own') ? '.'
                    : reply.status === 404 ? ROLE_LETTERS[role].toLowerCase() : ROLE_LETTERS[role];
            }
            return out;
        };
        const { by } = this.world;
        if (!path.includes('{organisation}')) return `${method.toUpperCase()} ${path}: ${await letters('own', by)}`;
        const beside = [];
        for (const relation of Object.keys(RELATIONS).filter((r) => r !== 'own')) {
            const found = await letters(relation, by);
            if (/[A-Z]/i.test(found)) beside.push(`${relation}=${found}`);
        }
        return `${method.toUpperCase()} ${path}: own ${await letters('own', by)} below ${await letters('own', this.tree.above)} else ${beside.join(' ') || 'nothing'}`;
    }

    async address(path, relation) {
        const kind = this.world.own.find((k) => path.startsWith(`/o/{organisation}/${k.plural}/{id}`));
        const id = kind ? (await this.tree.thing(kind, relation))?.id : path.startsWith('/organisations/{id}') ? this.tree.bodies[relation].id : 1;
        return path.replace('{organisation}', RELATIONS[relation]).replace('{id}', id ?? 1).replace(/\{\w+\}/g, '1');
    }

    /** Somebody who may sign in and has no role anywhere. */
    async roleless() {
        this.nobodys ??= (async () => {
            const email = 'ingen.rolle@matrix.example';
            await this.tree.workers.own.json('POST', `/o/${BODY}/persons`, { name: 'Ingen rolle', email });
            return new Caller(this.world, await tokenFor(this.world.program, this.world.database, email));
        })();
        return this.nobodys;
    }
}
