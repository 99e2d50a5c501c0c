// traces.mjs - every address of the program, in every form it has, as every role: no word of what is restricted to
// others, and none of what is another body's. Whoever writes a report tomorrow is tried by it without telling it here.
// SPDX-License-Identifier: EUPL-1.2
import { BODY } from '../lib/product.mjs';
import { ROLES } from './world.mjs';
import { sheetText } from './sheet.mjs';
import { RELATIONS, Tree } from './tree.mjs';

const SECRET = 'zqtrace', DECIDE = ['top_management', 'officer'];
const FORMS = [['', 'text/html'], ['.json', 'application/json'], ['.csv', '*/*'], ['.xlsx', '*/*'], ['.ics', '*/*']];

/** The ways that issue and rule name, and how they are told from an address that gave the word away. */
const WAYS = {
    'by id': /\/\d+\.json$/, page: /(risks|incidents|evidence)\/\d+$/, list: /(risks|incidents|evidence)$/, 'list as JSON': /(risks|incidents|evidence)\.json$/,
    export: /\.csv$/, workbook: /\.xlsx$/, search: /\/search\?q/, 'search as JSON': /\/search\.json\?q/, 'search in a list': /risks\.json\?q=/,
    sort: /\.json\?sort=/, filter: /\.json\?classification=/, history: /\/history$/, attachment: /\/file$/, overview: /\/o\/\d+$/,
    matrix: /risks\/matrix$/, 'a link to it': /(lessons|measures)\/\d+$/, 'a form': /\/(new|edit)$/,
};

export function cases(world) {
    return {
        'of what is restricted, and of other bodies': async (hold) => new Traces(world, await Tree.of(world), hold).run(),
        'in what a list counts': async (hold) => counted(world, await Tree.of(world), hold),
    };
}

const isSecret = (kind) => kind.fields.some((field) => field.name === 'classification');

/** A restricted thing that as many reports as possible would tell of: large, open, late, and every text says the word. */
async function plant(world, tree, kind) {
    const by = tree.workers.own;
    const body = { ...(await world.valid(kind, { full: true })), classification: 'restricted', named_ids: [] };
    for (const field of kind.writable) {
        if (field.type === 'string' && !field.enum && !field.format) body[field.name] = `${SECRET} ${kind.name} ${field.name}`;
        if (field['x-links-to']) delete body[field.name];
    }
    for (const field of kind.writable) if (field.maximum) body[field.name] = field.maximum;
    if (kind.name === 'incident') body.severity = 'critical';
    const made = await by.json('POST', kind.at(BODY), { ...body, named_ids: [] });
    if (made.status !== 201) throw new Error(`a restricted ${kind.name}: ${made.status} ${made.body}`);
    await tree.attach(kind, 'own', made.tree);
    for (const step of kind.steps.slice(0, 1)) { // the first of them: assessed, taken in hand
        const { headers } = await by.json('GET', kind.at(BODY, `/${made.tree.id}.json`));
        await by.json('POST', kind.at(BODY, `/${made.tree.id}/${step.name}`), {}, { 'if-match': headers.etag });
    }
    return made.tree;
}

class Traces {
    constructor(world, tree, hold) {
        Object.assign(this, { world, tree, hold, asked: 0, things: new Map(), seen: new Set() });
    }

    async run() {
        const { world, tree } = this;
        for (const kind of world.own) {
            this.things.set(kind.name, []);
            for (const relation of Object.keys(RELATIONS)) await tree.thing(kind, relation);
        }
        for (const kind of world.own.filter(isSecret)) this.things.get(kind.name).push((await plant(world, tree, kind)).id);
        await this.tie();
        for (const kind of world.own) {
            const own = await tree.thing(kind, 'own');
            if (own) this.things.get(kind.name).push(own.id);
        }
        const queue = [...ROLES];
        const lane = async () => {
            for (let role; (role = queue.shift()); ) await this.crawl(role);
        };
        await Promise.all([lane(), lane()]);
        for (const [way, pattern] of Object.entries(WAYS))
            this.hold(`who decides sees it by: ${way}`, [...this.seen].some((address) => pattern.test(address)), [...this.seen].slice(0, 40).join(' '));
        console.log(`traces: ${this.asked} answers read, ${this.seen.size} of them tell who decides`);
    }

    /** Something of every kind that can refer to what is restricted does. */
    async tie() {
        const { world, tree } = this;
        let n = 0;
        for (const kind of world.own.filter((k) => k.may.create.length && !isSecret(k)))
            for (const field of kind.writable) {
                const target = field['x-links-to'];
                if (!target || !isSecret(world.kind(target))) continue;
                const [id] = this.things.get(target);
                const own = await tree.thing(kind, 'own');
                const address = kind.at(BODY, `/${own.id}`);
                const { headers } = await tree.workers.own.json('GET', `${address}.json`);
                const tied = await tree.workers.own.json('PATCH', address, { [field.name]: field.type === 'array' ? [id] : id,
                    ...(kind.name === 'lesson' ? { source: 'incident' } : {}) }, { 'if-match': headers.etag });
                this.hold(`${kind.name}.${field.name} refers to it`, tied.status === 200, tied.body);
                n++;
            }
        this.hold('things of other kinds refer to them', n > 3, n);
    }

    * addresses() {
        for (const [path, { get }] of Object.entries(this.world.paths)) {
            if (!get || path.includes('{verb}') || path === '/openapi' || path === '/source') continue;
            const kind = this.world.own.find((k) => path.startsWith(`/o/{organisation}/${k.plural}/`) || path === `/o/{organisation}/${k.plural}`);
            const ids = path.includes('{id}') ? (kind ? this.things.get(kind.name) : [1]) : [0];
            for (const id of ids)
                for (const [form, accept] of id ? FORMS.slice(0, 2) : FORMS) // a list has all forms
                    yield [path.replace('{organisation}', BODY).replace('{id}', id).replace(/\{\w+\}/g, '1') + form, accept];
            if (kind && path.endsWith(kind.plural)) {
                for (const query of [`q=${SECRET}`, 'classification=restricted', 'sort=-id', ...(isSecret(kind) ? kind.fields.map((f) => `sort=-${f.name}`) : [])])
                    yield [`${path.replace('{organisation}', BODY)}.json?${query}`, 'application/json'];
                for (const tied of this.things.get('risk')) yield [`${path.replace('{organisation}', BODY)}?risk_id=${tied}&risk_ids=${tied}`, 'text/html'];
            }
        }
        for (const [form, accept] of FORMS.slice(0, 2)) yield [`/o/${BODY}/search${form}?q=${SECRET}`, accept];
    }

    async crawl(role) {
        const by = this.world.by[role], knows = DECIDE.includes(role);
        const elsewhere = new RegExp(`zq[a-z]+?(${Object.keys(RELATIONS).filter((r) => r !== 'own').join('|')})\\b`);
        for (const [address, accept] of this.addresses()) {
            const reply = await by.json('GET', address, null, { accept });
            this.asked++;
            if (reply.status !== 200) continue;
            const isBook = (reply.headers['content-type'] ?? '').includes('spreadsheetml');
            // What was asked for is repeated in the search field and in the links of the page.
            const text = (isBook ? sheetText(reply.bytes) : reply.body).replaceAll(`q=${SECRET}`, '').replaceAll(`value="${SECRET}"`, '').replaceAll(`"query":"${SECRET}"`, '');
            const told = text.indexOf(`${SECRET} `), file = address.endsWith('/file') && text.includes('zq');
            if (knows && (told >= 0 || file)) this.seen.add(address);
            if (!knows) this.hold(`${role} reads nothing restricted`, told < 0, `${address}: ${text.slice(Math.max(0, told - 80), told + 80)}`);
            const foreign = elsewhere.exec(text);
            this.hold(`${role} reads nothing of another body`, !foreign, `${address}: ${foreign?.[0]}`);
        }
    }
}

/* What a list says of itself (its count, the counts of its ready-made views, its choices) is the same, to the byte,
   before and after something restricted is there. */
async function counted(world, tree, hold) {
    const plain = (reply) => `${reply.status} ${reply.body}`.replace(/"request":"\w+"/, '').replace(/name="form_token" value="[^"]+"/g, '');
    for (const kind of world.own.filter(isSecret)) {
        for (const role of ['line_manager', 'auditor', 'employee']) {
            const states = async () => {
                const all = [];
                for (const [address, accept] of [[kind.at(BODY), 'text/html'], [kind.at(BODY, '.json?limit=1'), '*/*'], [kind.at(BODY, '.csv'), '*/*'],
                    [kind.at(BODY, '?classification=restricted'), 'text/html'], [`/o/${BODY}/search.json?q=${SECRET}`, '*/*']])
                    all.push(plain(await world.by[role].send('GET', address, { accept })));
                return all;
            };
            const before = await states();
            const officer = (await world.by.officer.json('GET', kind.at(BODY, '.json?limit=1'))).tree.count;
            await plant(world, tree, kind);
            const after = await states();
            const now = (await world.by.officer.json('GET', kind.at(BODY, '.json?limit=1'))).tree.count;
            hold(`${kind.name} is there for who decides`, now === officer + 1, `${officer} and ${now}`);
            for (let i = 0; i < before.length; i++)
                hold(`${kind.name}: ${role} counts what was there`, before[i] === after[i], `${i}: ${before[i].length} and ${after[i].length}`);
        }
    }
}
