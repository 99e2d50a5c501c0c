// tree.mjs - the bodies around our own: above, below, beside and foreign; who works there, and one thing of
// each kind in each of them.
// SPDX-License-Identifier: EUPL-1.2
import { multipart } from '../lib/client.mjs';
import { command, BODY, tokenFor } from '../lib/product.mjs';
import { Caller, FOREIGN, ROLES } from './world.mjs';

export const PARENT = '999900100', CHILD = '999900119', SIBLING = '999900127';
/** From the one who has a role in our own body: where are the others? */
export const RELATIONS = { own: BODY, parent: PARENT, child: CHILD, sibling: SIBLING, foreign: FOREIGN };

const WORKERS = ['top_management', 'officer', 'line_manager', 'operator', 'auditor'];

export class Tree {
    /** Plants the bodies once; people of PARENT whose roles reach below are in `above`, by role. */
    static async of(world) {
        world.tree ??= new Tree(world);
        await (world.tree.planted ??= world.tree.plant());
        return world.tree;
    }

    constructor(world) {
        Object.assign(this, { world, workers: {}, above: {}, things: new Map() });
    }

    async run(...args) {
        const done = await command(this.world.program, this.world.database, args);
        if (done.code) throw new Error(`${args.join(' ')}: ${done.err || done.out}`);
    }

    async plant() {
        const { world } = this;
        for (const [name, number] of Object.entries({ parent: PARENT, child: CHILD, sibling: SIBLING }))
            await this.run('init', '--organisation', number, '--admin', `admin@${name}.example`, '--name', `Matrise ${name}`, '--level', 'state');
        for (const [name, number] of Object.entries(RELATIONS)) {
            const email = `worker@${name}.example`;
            await this.run('person', 'add', email, '--name', `Arbeider ${name}`, '--organisation', number,
                ...WORKERS.flatMap((role) => ['--role', role]), ...(name === 'parent' ? ['--below'] : []));
            this.workers[name] = new Caller(world, await tokenFor(world.program, world.database, email));
        }
        this.bodies = {};
        for (const [name, number] of Object.entries(RELATIONS)) {
            const { tree } = await this.workers.own.json('GET', `/organisations.json?number=${number}`);
            this.bodies[name] = tree.items[0];
        }
        for (const [name, above] of [['own', 'parent'], ['sibling', 'parent'], ['child', 'own']]) {
            const { id, version } = this.bodies[name];
            const reply = await this.workers.own.json('PATCH', `/organisations/${id}`, { parent_id: this.bodies[above].id }, { 'if-match': `"${version}"` });
            if (reply.status !== 200) throw new Error(`${name} is not put below ${above}: ${reply.status} ${reply.body}`);
        }
        for (const role of ROLES) {
            const email = `${role.replace('_', '.')}@above.example`;
            const person = await this.workers.parent.json('POST', `/o/${PARENT}/persons`, { name: `Over ${role}`, email });
            const grant = await this.workers.parent.json('POST', `/o/${PARENT}/grants`, { role, person_id: person.tree.id, subtree: true });
            if (grant.status !== 201) throw new Error(`a role from above: ${grant.status} ${grant.body}`);
            this.above[role] = new Caller(world, await tokenFor(world.program, world.database, email));
        }
    }

    /** A thing of that kind in that body, made by whoever works there: { id, ref, word }, or null where nobody makes any. */
    async thing(kind, relation) {
        return this.once(`${kind.name} ${relation}`, () => this.make(kind, relation));
    }

    async make(kind, relation) {
        const by = this.workers[relation], body = RELATIONS[relation];
        const word = `zq${kind.name.replace('_', '')}${relation}`;
        const value = await this.valid(kind, relation, word);
        const made = await by.json('POST', kind.at(body), value);
        const found = made.status === 201 ? made.tree : (await by.json('GET', `${kind.at(body, '.json')}?limit=1`)).tree?.items?.[0];
        if (!found && !kind.may.create.length) return null;
        if (!found) throw new Error(`${kind.name} in ${relation}: ${made.status} ${made.body} of ${JSON.stringify(value)}`);
        if (made.status === 201) await this.attach(kind, relation, found);
        return { ...found, word };
    }

    /** What makes a valid thing in that body: links lead to things there. */
    async valid(kind, relation, word) {
        const body = await this.world.valid(kind, { abroad: true });
        for (const field of kind.writable) {
            const to = kind.required.includes(field.name) && field['x-links-to'];
            if (!to) continue;
            const target = this.world.kind(to);
            const { id } = target.isReference ? { id: await this.world.some(to) } : await this.thing(target, relation);
            body[field.name] = field.type === 'array' ? [id] : id;
        }
        for (const name of ['title', 'name']) if (typeof body[name] === 'string') body[name] = word;
        if (kind.name === 'person') body.email = `${word.toLowerCase()}@matrix.example`;
        if (kind.name === 'grant') body.person_id = (await this.thing(this.world.kind('person'), relation)).id;
        return body;
    }

    once(key, make) {
        if (!this.things.has(key)) this.things.set(key, make());
        return this.things.get(key);
    }

    /** A thing of that kind that is the role's own, for kinds of which some read only those. */
    mine(kind, role) {
        const { world } = this, word = `zqmine${kind.name}${role.replace('_', '')}`;
        const made = async (by, more) => {
            const reply = await by.json('POST', kind.at(BODY), { ...(await this.valid(kind, 'own', word)), ...more });
            if (reply.status !== 201) throw new Error(`${role}'s own ${kind.name}: ${reply.status} ${reply.body}`);
            return { ...reply.tree, word };
        };
        const found = async (query) => {
            const { tree } = await this.workers.own.json('GET', kind.at(BODY, `.json?${query}&limit=1`));
            return { ...tree.items[0], word };
        };
        const how = {
            incident: () => made(world.by[role]), risk: () => made(this.workers.own, { owner_id: world.ids[role] }),
            person: () => found(`id=${world.ids[role]}`), grant: () => found(`person_id=${world.ids[role]}`),
        }[kind.name];
        if (!how) throw new Error(`tell tree.mjs what makes a ${kind.name} one's own`);
        return this.once(`${kind.name} mine ${role}`, how);
    }

    /** A restricted thing of that kind in our own body, that names everybody with a role or nobody. */
    restricted(kind, named) {
        const word = `zq${kind.name}${named ? 'named' : 'restricted'}`;
        return this.once(`${kind.name} ${word}`, async () => {
            const body = { ...(await this.valid(kind, 'own', word)), classification: 'restricted',
                named_ids: named ? Object.values(this.world.ids) : [] };
            const reply = await this.workers.own.json('POST', kind.at(BODY), body);
            if (reply.status !== 201) throw new Error(`a restricted ${kind.name}: ${reply.status} ${reply.body}`);
            await this.attach(kind, 'own', reply.tree);
            return { ...reply.tree, word };
        });
    }

    /** Evidence has a file. */
    async attach(kind, relation, { id }) {
        if (kind.name !== 'evidence') return;
        const address = kind.at(RELATIONS[relation], `/${id}`);
        const { type, body } = multipart([['file', { name: 'vedlegg.txt', type: 'text/plain', bytes: Buffer.from(`zq${id}`) }]]);
        const { headers } = await this.workers[relation].json('GET', `${address}.json`);
        const reply = await this.workers[relation].send('POST', `${address}/file`, { 'content-type': type, 'if-match': headers.etag }, body);
        if (reply.status >= 400) throw new Error(`a file: ${reply.status} ${reply.body}`);
    }
}
