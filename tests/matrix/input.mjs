// input.mjs - what no field takes: it is refused with the field named, and nothing is written.
// SPDX-License-Identifier: EUPL-1.2
import { BODY } from '../lib/product.mjs';
import { plainText } from '../lib/client.mjs';

export function cases(world) {
    const all = {};
    for (const kind of world.own) {
        if (!kind.may.create.length || !world.maker(kind)) continue;
        all[`${kind.name} by API`] = (hold) => byApi(world, kind, hold);
        all[`${kind.name} by form`] = (hold) => byForm(world, kind, hold);
        if (kind.may.change.length) all[`${kind.name} changed`] = (hold) => changed(world, kind, hold);
        all[`${kind.name} list`] = (hold) => lists(world, kind, hold);
    }
    all['broken bodies'] = (hold) => broken(world, hold);
    all['bodies too large'] = (hold) => tooLarge(world, hold);
    return all;
}

/** Values that a field must refuse: what they are, as JSON. */
async function bad(world, field) {
    const values = [['an object', { a: 1 }], ['a text with NUL', 'a\u0000b']];
    const link = field['x-links-to'];
    const several = field.type === 'array';
    const one = (what, value) => values.push([what, several ? [value] : value]);
    if (link) {
        const foreign = world.kind(link).isReference ? 0 : await world.foreign(link);
        if (foreign) {
            one(`a ${link} of another body`, foreign);
            const own = several && (await world.some(link));
            if (own) values.push([`a ${link} of another body beside an own`, [own, foreign]]);
        }
        one('no such thing', 987654321);
        one('a negative id', -1);
        one('words', 'no such thing at all');
    } else if (field.enum) {
        values.push(['no such choice', 'no_such_choice'], ['a number', 17]);
    } else if (field.format === 'date') {
        values.push(['no such day', '2026-02-30'], ['a day of year 0', '0000-01-01'], ['words', 'yesterdayish'], ['five digits of a year', '12026-01-01']);
    } else if (field.format === 'date-time') {
        values.push(['no such moment', '2026-13-01T00:00:00Z'], ['words', 'soon'], ['hour 25', '2026-01-01T25:00:00Z']);
    } else if (field.format === 'email') {
        values.push(['no address', 'not-an-address'], ['two @', 'a@b@c.no'], ['a space', 'a b@c.no']);
    } else if (field.format === 'uri') {
        values.push(['a script', 'javascript:alert(1)'], ['another scheme', 'ftp://example.com/'], ['words', 'not an address']);
    } else if (field.type === 'integer') {
        values.push(['words', 'abc'], ['a decimal', 1.5], ['too big for a number', '99999999999999999999']);
        if (field.minimum !== undefined) values.push(['one below', field.minimum - 1], ['one above', field.maximum + 1]);
    } else if (field.type === 'number') {
        values.push(['words', 'abc'], ['three decimals', '1,234'], ['too big for money', '99999999999999999999']);
    } else if (field.type === 'boolean') {
        values.push(['words', 'perhaps']);
    } else if (field.maxLength) {
        values.push(['one letter too long', (field.maxLength > 50_000 ? 'x' : 'ø').repeat(field.maxLength + 1)]);
        if (field.maxLength <= 200) values.push(['two lines', 'a\nb']);
    }
    if (!several) values.push(['two values', ['1', '2']]);
    return values;
}

// JSON with a NUL in it is refused before its members are read, with the place.
const told = (reply, field) => (names(reply).includes(field) && reply.tree.errors.every((e) => e.detail)) ||
    /\\u0000/.test(reply.tree?.detail ?? '');

const names = (reply) => (reply.tree?.errors ?? []).map((error) => error.field);

async function refusedAt(hold, what, reply, field) {
    hold(`${what} is refused`, reply.status === 422, `${reply.status} ${reply.body}`);
    if (reply.status === 422)
        hold(`${what} is refused at the field`, told(reply, field), reply.body);
}

async function byApi(world, kind, hold) {
    const by = world.maker(kind);
    const good = await world.make(kind);
    const count = await world.count(kind);
    const valid = await world.valid(kind);
    for (const field of kind.writable) {
        for (const [what, value] of await bad(world, field))
            await refusedAt(hold, `${field.name} as ${what}`, await by.json('POST', kind.at(BODY), { ...valid, [field.name]: value }), field.name);
        if (kind.required.includes(field.name))
            for (const [what, value] of [['null', null], ['empty', ''], ['blank', ' \u00a0 ']]) {
                if (what === 'blank' && field.type !== 'string') continue;
                await refusedAt(hold, `${field.name} as ${what}`, await by.json('POST', kind.at(BODY), { ...valid, [field.name]: value }), field.name);
            }
    }
    for (const field of kind.fields.filter((f) => f.isComputed))
        await refusedAt(hold, `computed ${field.name}`, await by.json('POST', kind.at(BODY), { ...valid, [field.name]: await world.sample(kind, field, 1) }), field.name);
    for (const name of ['no_such_field', 'id', 'uuid', 'organisation_id', 'state', 'ref', 'created_by', '__proto__x'])
        await refusedAt(hold, `unknown ${name}`, await by.json('POST', kind.at(BODY), { ...valid, [name]: 1 }), name);
    hold('nothing was written', (await world.count(kind)) <= count, `${count} became ${await world.count(kind)}`);
    hold('what is read has a version', /^"\d+"$/.test(good.etag), good.etag);
}

async function changed(world, kind, hold) {
    const by = world.maker(kind, 'change');
    if (!by) return;
    const good = await world.make(kind);
    const address = kind.at(BODY, `/${good.id}`);
    const patch = (body, headers = { 'if-match': good.etag }) => by.json('PATCH', address, body, headers);
    for (const field of kind.writable)
        for (const [what, value] of await bad(world, field))
            await refusedAt(hold, `${field.name} as ${what}`, await patch({ [field.name]: value }), field.name);
    for (const field of kind.fields.filter((f) => f.isComputed))
        await refusedAt(hold, `computed ${field.name}`, await patch({ [field.name]: await world.sample(kind, field, 1) }), field.name);
    await refusedAt(hold, 'unknown field', await patch({ no_such_field: 1 }), 'no_such_field');
    const after = await by.json('GET', `${address}.json`);
    hold('nothing was written', after.headers.etag === good.etag, after.body);

    // The version: which one was read must be told, and be the one that stands.
    const field = kind.writable.find((f) => f.type === 'string' && !f.format && !f.enum && !f['x-links-to'] && f.maxLength > 40);
    if (!field) return;
    const missing = await patch({ [field.name]: 'uten versjon' }, {});
    hold('without If-Match', missing.status === 428, `${missing.status} ${missing.body}`);
    for (const version of ['"abc"', 'W/"abc"', '""', '"-1"', '"99999999999999999999999"']) {
        const reply = await patch({ [field.name]: 'feil versjon' }, { 'if-match': version });
        hold(`If-Match ${version}`, [400, 412, 428].includes(reply.status), `${reply.status} ${reply.body}`);
    }
    const first = await patch({ [field.name]: 'Den første' });
    hold('the first change', first.status === 200, first.body);
    const second = await patch({ [field.name]: 'Den som kom for sent' });
    hold('a stale change', second.status === 412, `${second.status} ${second.body}`);
    hold('a stale change shows what stands', second.body.includes('Den første'), second.body);
    hold('a stale change shows what was sent', second.body.includes('Den som kom for sent'), second.body);
    const step = kind.steps.find((s) => s.from.includes(good.state) || !s.from.length);
    if (step && step.roles.includes('officer')) {
        const reply = await world.by.officer.json('POST', `${address}/${step.name}`, { reason: 'prøve' }, { 'if-match': good.etag });
        hold(`a stale ${step.name}`, [412, 422].includes(reply.status), `${reply.status} ${reply.body}`);
        const none = await world.by.officer.json('POST', `${address}/${step.name}`, { reason: 'prøve' });
        hold(`${step.name} without If-Match`, none.status === 428, `${none.status} ${none.body}`);
    }
    for (const step of kind.steps.filter((s) => s.from.includes(good.state)))
        for (const name of step.asks.map((ask) => ask.replace('!', ''))) {
            const asked = kind.fields.find((f) => f.name === name);
            const link = asked?.['x-links-to'];
            const foreign = link && !world.kind(link).isReference && (await world.foreign(link));
            const who = ['officer', 'top_management', 'auditor'].find((role) => step.roles.includes(role));
            if (!foreign || !who) continue;
            const reply = await world.by[who].json('POST', `${address}/${step.name}`,
                { reason: 'prøve', [name]: asked.type === 'array' ? [foreign] : foreign }, { 'if-match': first.headers.etag });
            await refusedAt(hold, `${step.name} with a ${link} of another body`, reply, name);
        }
    const last = await by.json('GET', `${address}.json`);
    hold('what stands is the first change', last.headers.etag === first.headers.etag, last.body);
}

async function byForm(world, kind, hold) {
    const browser = await world.browser(world.role(kind));
    const count = await world.count(kind);
    const valid = await world.valid(kind);
    const typed = kind.writable.find((f) => kind.required.includes(f.name) && f.type === 'string' && !f.enum && !f.format);
    const pairs = (change) => Object.entries({ ...valid, ...change }).flatMap(([name, value]) =>
        [value].flat().map((one) => [name, one === true ? '1' : String(one ?? '')]));
    const page = await browser.send('GET', kind.at(BODY, '/new'));
    hold('the form opens', page.status === 200, `${page.status}`);
    for (const field of kind.writable.filter((one) => page.body.includes(`name="${one.name}"`))) {
        for (const [what, value] of await bad(world, field)) {
            if (typeof value === 'object' && !Array.isArray(value)) continue;
            if (what === 'two values') continue;
            const reply = await browser.post(kind.at(BODY), pairs({ [field.name]: value }));
            const nul = what.includes('NUL');
            hold(`${field.name} as ${what} is refused`, reply.status === 422 || (nul && reply.status === 400), `${reply.status} ${plainText(reply.body).slice(0, 200)}`);
            if (reply.status !== 422) continue;
            hold(`${field.name} as ${what} is told at the field`, reply.body.includes(`id="f-${field.name}-error"`), plainText(reply.body).slice(0, 300));
            hold(`${field.name} as ${what} is told in the summary`, reply.body.includes(`href="#f-${field.name}`), plainText(reply.body).slice(0, 300));
            if (typed && typed !== field)
                hold(`${field.name} as ${what}: what was typed stands`, reply.body.includes(String(valid[typed.name])));
        }
        await browser.send('GET', kind.at(BODY, '/new'));
    }
    for (const [what, text] of [['bytes that are no UTF-8', '%FF%FE'], ['NUL', 'a%00b'], ['half a letter', '%C3']]) {
        const token = browser.page && /name="form_token" value="([^"]+)"/.exec(browser.page.html)?.[1];
        const reply = await browser.send('POST', kind.at(BODY),
            { 'content-type': 'application/x-www-form-urlencoded', origin: browser.url }, `form_token=${token}&${(typed ?? kind.writable[0]).name}=${text}`);
        hold(`${what} is refused`, [400, 422].includes(reply.status), `${reply.status}`);
    }
    hold('nothing was written', (await world.count(kind)) <= count);
}

async function lists(world, kind, hold) {
    const by = world.maker(kind, 'read');
    const list = kind.at(BODY, '.json');
    for (const q of ['"', '*', 'a AND (', 'NEAR(a b', "'; DROP TABLE risk; --", '%', '_', '-', '\\', 'title:x', 'æøå*', '^a', '((((', '\u00ad', 'x'.repeat(300)]) {
        const reply = await by.json('GET', `${list}?q=${encodeURIComponent(q)}`);
        hold(`q=${q.slice(0, 20)}`, [200, 400, 422].includes(reply.status), `${reply.status} ${reply.body}`);
    }
    const refused = ['sort=no_such', 'sort=title;--', 'limit=0', 'limit=-1', 'limit=1001', 'limit=abc', 'after=garbage', 'after=n-5', 'no_such_field=1', 'id[gte]=1%00', 'q=%FF'];
    for (const query of refused) {
        const reply = await by.json('GET', `${list}?${query}`);
        hold(`${query} is refused`, reply.status >= 400 && reply.status < 500, `${reply.status} ${reply.body}`);
    }
    for (const id of ['abc', '-1', '0', '99999999999999999999', '1e3', '1%00', '..%2f1', '%ff', '1;--', '９'])
        for (const ending of ['', '.json', '/history', '/edit']) {
            const reply = await by.json('GET', kind.at(BODY, `/${id}${ending}`));
            hold(`id ${id}${ending}`, [400, 403, 404, 405].includes(reply.status), `${reply.status}`);
        }
}

async function broken(world, hold) {
    const by = world.by.officer;
    const risks = `/o/${BODY}/risks`;
    const count = await world.count(world.kind('risk'));
    const utf8 = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
    const bodies = {
        nothing: '', 'half an object': '{"title": ', 'two objects': '{"title":"a"}{"title":"b"}', 'a list': '[{"title":"a"}]', 'a text': '"title"',
        'a number': '5', null: 'null', 'a comment': '{"title":"a"} // b', 'a name twice': '{"title":"a","title":"b"}', 'a trailing comma': '{"title":"a",}',
        'single quotes': "{'title':'a'}", 'a lone surrogate': '{"title":"\\ud800"}', 'NUL in a name': '{"title\\u0000":"a"}',
        'raw NUL': utf8('{"title":"a', [0], 'b"}'), 'no UTF-8': utf8('{"title":"a', [0xff], '"}'), 'overlong UTF-8': utf8('{"title":"', [0xc0, 0xaf], '"}'),
        'a surrogate as UTF-8': utf8('{"title":"', [0xed, 0xa0, 0x80], '"}'), 'UTF-16': Buffer.from('\ufeff{"title":"a"}', 'utf16le'),
        'ten thousand brackets': `{"title":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 'ten thousand fields': JSON.stringify(Object.fromEntries([...Array(10_000)].map((_, i) => [`f${i}`, 1]))),
    };
    for (const [what, body] of Object.entries(bodies)) {
        const reply = await by.json('POST', risks, body);
        hold(`${what} is refused`, reply.status >= 400 && reply.status < 500, `${reply.status} ${reply.body}`);
        hold(`${what} is told as a problem`, /problem\+json/.test(reply.headers['content-type'] ?? ''), reply.headers['content-type']);
    }
    for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/json; charset=iso-8859-1', 'application/octet-stream']) {
        const reply = await by.json('POST', risks, '{"title":"Feil type"}', { 'content-type': type });
        hold(`${type} is refused or read as told`, [400, 415, 422].includes(reply.status) || (/json/.test(type) && reply.status === 201), `${reply.status} ${reply.body}`);
        if (reply.status === 201) await by.json('DELETE', reply.headers.location, null, { 'if-match': reply.headers.etag });
    }
    hold('nothing was written', (await world.count(world.kind('risk'))) === count);
}

async function tooLarge(world, hold) {
    const by = world.by.officer;
    const sent = async (path, body, headers) => {
        // A server that does not read on may close before all is sent: the answer, or a closed door.
        const reply = await by.json('POST', path, body, headers).catch((error) => ({ status: error.code ?? error.message, body: '' }));
        return [413, 'ECONNRESET', 'EPIPE'].includes(reply.status) ? '' : `${reply.status} ${reply.body}`;
    };
    const large = Buffer.alloc(20 * 1024 * 1024, 'x');
    for (const path of [`/o/${BODY}/risks`, `/o/${BODY}/risks/import`, '/sign-in', `/o/${BODY}/evidence/1/file`]) {
        const instead = await sent(path, large);
        hold(`20 MB to ${path.replace(BODY, '')}`, !instead || (path === '/sign-in' && /^40/.test(instead)), instead);
    }
    const chunked = await sent(`/o/${BODY}/risks`, large, { 'transfer-encoding': 'chunked' });
    hold('20 MB in pieces', !chunked, chunked);
    const told = await sent(`/o/${BODY}/risks`, JSON.stringify({ title: 'a', scenario: 'x'.repeat(2_000_000) }));
    hold('2 MB of JSON', !told, told);
    const after = await world.by.officer.json('GET', '/health');
    hold('the server stands', after.status === 200);
}
