// world.mjs - a demonstration database with a program in every role, and the kinds as the product
// tells of them in /openapi.json. The cases of the other files here are made from that.
// SPDX-License-Identifier: EUPL-1.2
import { Agent } from 'node:http';
import { Client } from '../lib/client.mjs';
import { BODIES, BODY, openStable, PASSWORD, PERSONS, serve, tokenFor } from '../lib/product.mjs';

export const ROLES = ['top_management', 'line_manager', 'officer', 'employee', 'auditor', 'steering_reader',
    'analyst', 'operator'];
export const FOREIGN = Object.values(BODIES)[1];

const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(new Date());

const EARLIER = new Date(Date.now() - 3_600_000).toISOString();

/** Somebody's program, or browser. An answer that the server is ashamed of (5xx) is always a fault. */
export class Caller extends Client {
    constructor(world, token = null) {
        super(world.server.url);
        Object.assign(this, { world, token, agent: world.agent });
    }

    async send(method, path, headers, body) {
        const reply = await super.send(method, path, headers, body);
        if (reply.status >= 500) this.world.shame.push(`${method} ${path}: ${reply.status} ${reply.body.slice(0, 300)}`);
        return reply;
    }

    async json(method, path, body = null, headers = {}) {
        const reply = await this.send(method, path,
            body === null ? headers : { 'content-type': 'application/json', ...headers },
            body === null ? null : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
        try {
            reply.tree = JSON.parse(reply.body);
        } catch {
            reply.tree = null;
        }
        return reply;
    }
}

/** One kind: its fields by name, addresses, steps, and which roles may do what. */
class Kind {
    constructor(name, schema, paths) {
        this.name = name;
        this.plural = schema['x-address'];
        this.isReference = schema['x-reference'];
        this.steps = schema['x-steps'];
        this.locked = schema['x-locked'];
        this.readsOwn = schema['x-reads-own'];
        this.required = schema.required;
        this.states = schema.properties.state?.enum ?? null;
        this.fields = Object.entries(schema.properties).filter(([field]) => field !== 'state')
            .map(([field, about]) => ({ name: field, ...about, type: [about.type].flat()[0], isComputed: Boolean(about.readOnly) }));
        const base = this.isReference ? `/${this.plural}` : `/o/{organisation}/${this.plural}`;
        const roles = (path, method) => paths[base + path]?.[method]?.['x-roles'] ?? [];
        this.may = {
            read: roles('', 'get'), create: roles('', 'post'), change: roles('/{id}', 'patch'),
            remove: roles('/{id}', 'delete'), import: roles('/import', 'post'),
        };
    }

    at(body, rest = '') {
        return `/o/${body}/${this.plural}${rest}`;
    }

    get writable() {
        return this.fields.filter((field) => !field.isComputed);
    }
}

/** The texts that a field of that form takes, however long. */
const LONG = { title: 'x', name: 'x' };

export class World {
    static async open(engine, program) {
        const stable = await openStable(engine, program);
        const database = await stable.fresh();
        return World.around({ program, stable, database, server: await serve(program, database) });
    }

    /** The same around a server that somebody else has started on a demonstration database. */
    static async around(place) {
        const world = Object.assign(new World(), place, { shame: [], agent: new Agent({ keepAlive: true, maxSockets: 8 }) });
        const { tree } = await new Caller(world).json('GET', '/openapi.json');
        world.paths = tree.paths;
        world.kinds = Object.entries(tree.components.schemas).map(([name, schema]) => new Kind(name, schema, tree.paths));
        world.own = world.kinds.filter((kind) => !kind.isReference);
        world.made = 0;
        await world.people();
        return world;
    }

    // One person with each role and no other, and the officer of another body.
    async people() {
        const chief = new Caller(this, await tokenFor(this.program, this.database, PERSONS.top_management));
        const officer = new Caller(this, await tokenFor(this.program, this.database, PERSONS.officer));
        this.by = {};
        this.emails = {};
        this.ids = {};
        for (const role of ROLES) {
            const email = this.emails[role] = `${role.replace('_', '.')}@matrix.example`;
            const person = await officer.json('POST', `/o/${BODY}/persons`, { name: `Matrise ${role}`, email });
            if (person.status !== 201) throw new Error(`a person: ${person.status} ${person.body}`);
            const grant = await chief.json('POST', `/o/${BODY}/grants`, { role, person_id: person.tree.id });
            if (grant.status !== 201) throw new Error(`a role: ${grant.status} ${grant.body}`);
            this.ids[role] = person.tree.id;
            this.by[role] = new Caller(this, await tokenFor(this.program, this.database, email));
        }
        this.stranger = new Caller(this, await tokenFor(this.program, this.database, PERSONS.leiv ?? 'leiv'));
        this.nobody = new Caller(this);
    }

    readToken(email) {
        return tokenFor(this.program, this.database, email, 'read');
    }

    /** The browser of somebody with that role, signed in. */
    async browser(role) {
        this.browsers ??= {};
        if (!this.browsers[role]) {
            this.browsers[role] = new Caller(this);
            await this.browsers[role].signIn(PERSONS[role], PASSWORD);
        }
        return this.browsers[role];
    }

    kind(name) {
        return this.kinds.find((kind) => kind.name === name);
    }

    /** Who does that to things of a kind: the first role of those who may. */
    role(kind, what = 'create') {
        return ['officer', 'top_management', 'auditor', 'operator'].find((one) => kind.may[what].includes(one));
    }

    maker(kind, what) {
        return this.by[this.role(kind, what)];
    }

    /** The id of something of that kind in our own body; made if there is none. */
    async some(name) {
        this.known ??= {};
        if (!this.known[name]) {
            const kind = this.kind(name);
            const address = kind.isReference ? `/${kind.plural}.json` : kind.at(BODY, '.json');
            const list = await this.by.officer.json('GET', `${address}?limit=1`);
            this.known[name] = list.tree?.items?.[0]?.id ?? (kind.isReference ? 0 : (await this.make(kind)).id);
        }
        return this.known[name];
    }

    /** The id of something of that kind in the other body, or 0. */
    async foreign(name) {
        this.abroad ??= {};
        if (this.abroad[name] === undefined) {
            const kind = this.kind(name);
            const list = await this.stranger.json('GET', `${kind.at(FOREIGN, '.json')}?limit=1`);
            this.abroad[name] = list.tree?.items?.[0]?.id ?? 0;
            if (!this.abroad[name] && kind.may.create.includes('officer')) {
                const made = await this.stranger.json('POST', kind.at(FOREIGN), await this.valid(kind, { abroad: true }));
                this.abroad[name] = made.tree?.id ?? 0;
            }
        }
        return this.abroad[name];
    }

    /** A value that the field takes. */
    async sample(kind, field, n) {
        if (field.enum) return field.enum[0];
        if (field.format === 'date') return today();
        if (field.format === 'date-time') return EARLIER;
        if (field.format === 'email') return `nr${n}@matrix.example`;
        if (field.format === 'uri') return `https://eksempelvik.example/${n}`;
        if (field['x-links-to']) {
            const id = await this.some(field['x-links-to']);
            return field.type === 'array' ? (id ? [id] : []) : id || null;
        }
        if (field.type === 'boolean') return true;
        if (field.type === 'integer') return field.minimum ?? 1;
        if (field.type === 'number') return 1234.5;
        return `${LONG[field.name] ? `Matrise | ${kind.name}` : field.name} ${n}`.slice(0, field.maxLength ?? 200);
    }

    /** What makes a valid new thing: the required fields, or all (`full`). */
    async valid(kind, { full = false, abroad = false } = {}) {
        const n = ++this.made;
        const body = {};
        for (const field of kind.writable)
            if (kind.required.includes(field.name) || (full && !NOT_WITH_ALL[kind.name]?.includes(field.name)))
                if (!abroad || !field['x-links-to']) body[field.name] = await this.sample(kind, field, n);
        return { ...body, ...(await NEEDS[kind.name]?.(this, n, full)) };
    }

    /** A new thing in our body, or a thrown error with the answer. */
    async make(kind, options) {
        const by = this.maker(kind);
        const body = await this.valid(kind, options);
        const reply = await by.json('POST', kind.at(BODY), body);
        if (reply.status !== 201)
            throw new Error(`${kind.name}: cannot be made of ${JSON.stringify(body)}: ${reply.status} ${reply.body}`);
        return { ...reply.tree, etag: reply.headers.etag };
    }

    async count(kind, by = this.maker(kind)) {
        return (await by.json('GET', `${kind.at(BODY, '.json')}?limit=1`)).tree?.count;
    }

    async close() {
        this.agent.destroy();
        await this.server.stop();
        await this.database.drop();
        await this.stable.close();
    }
}

// What the rules of a kind ask for beside required fields.
const NEEDS = {
    async lesson(world, n, full) {
        return full ? { source: 'incident' } : { source: 'other' };
    },
    async supplier(world, n, full) {
        return full ? { number: '974760673' } : {};
    },
    // There is one judgement of each requirement, and the demonstration has them all: some are taken away.
    async requirement_status(world, n) {
        const kind = world.kind('requirement_status');
        const [all, judged] = await Promise.all(['/requirements.json', kind.at(BODY, '.json')]
            .map((path) => world.by.officer.json('GET', `${path}?limit=1000`)));
        const ids = new Set(judged.tree.items.map((one) => one.requirement_id));
        const open = all.tree.items.filter((one) => one.is_assessable && !ids.has(one.id)).map((one) => one.id);
        const oldest = judged.tree.items.sort((a, b) => a.id - b.id).slice(0, 3);
        for (const one of open.length < 3 ? oldest : []) {
            await world.by.officer.json('DELETE', kind.at(BODY, `/${one.id}`), null, { 'if-match': `"${one.version}"` });
            open.push(one.requirement_id);
        }
        return { requirement_id: open[n % open.length] };
    },
    async exception(world) {
        return { valid_until: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10) };
    },
    async grant(world, n) {
        const person = await world.make(world.kind('person'));
        return { person_id: person.id, role: 'employee' };
    },
    async retention_rule() {
        return { kind: 'incident' };
    },
    async invitation() {
        return { role: 'employee', valid_until: null };
    },
};

// Fields that exclude one another, or that only some may fill.
const NOT_WITH_ALL = {
    lesson: ['exercise_id', 'finding_id'], audit: ['held_on', 'report'], exercise: ['ran_on', 'results', 'evaluation'],
    grant: ['subtree'], hold: ['about'], invitation: ['subtree'], management_review: ['held_on', 'conclusion'],
};
