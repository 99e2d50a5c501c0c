// transfer.mjs - what is taken out as a file comes in again unchanged; a broken file changes nothing.
// SPDX-License-Identifier: EUPL-1.2
import { words } from '../browser/words.mjs';
import { plainText } from '../lib/client.mjs';
import { BODY } from '../lib/product.mjs';

const LANGS = ['nb', 'nn', 'en'];
const TYPES = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };

export function cases(world) {
    const all = {};
    for (const kind of world.own) {
        if (!kind.may.import.length || !world.maker(kind, 'import')) continue;
        all[`${kind.name} out and in`] = (hold) => roundTrip(world, kind, hold);
        all[`${kind.name} in broken`] = (hold) => brokenRows(world, kind, hold);
    }
    all['files that are none'] = (hold) => noFiles(world, hold);
    return all;
}

async function roundTrip(world, kind, hold) {
    const by = world.maker(kind, 'import');
    await world.make(kind, { full: true }).catch((error) => hold('all fields together', false, error.message));
    const list = `${kind.at(BODY, '.json')}?limit=1000`;
    const before = await by.json('GET', list);
    for (const [ending, type] of Object.entries(TYPES))
        for (const lang of LANGS) {
            const file = await by.send('GET', `${kind.at(BODY, `.${ending}`)}?lang=${lang}`);
            hold(`out as ${ending} in ${lang}`, file.status === 200, `${file.status} ${file.body.slice(0, 200)}`);
            for (const rehearse of [1, 0]) {
                const reply = await by.json('POST', `${kind.at(BODY, '/import')}?lang=${lang}${rehearse ? '&rehearse=1' : ''}`, file.bytes, { 'content-type': type });
                const { new: added, changed, same, refused } = reply.tree ?? {};
                hold(`${ending} in ${lang} changes nothing`, reply.status === 200 && !added && !changed && !refused && same === before.tree.count, `${reply.status} of ${before.tree.count}: ${reply.body}`);
                if (reply.status !== 200) break;
            }
        }
    const after = await by.json('GET', list);
    hold('everything stands as before', JSON.stringify(after.tree.items) === JSON.stringify(before.tree.items));
}

const quote = (text) => `"${String(text).replace(/"/g, '""')}"`;

/** A good new row and a broken one: the broken is told with row, column and remedy, and neither comes in. */
async function brokenRows(world, kind, hold) {
    const by = world.maker(kind, 'import');
    const browser = await world.browser(world.role(kind, 'import'));
    const count = await world.count(kind);
    const good = await world.valid(kind);
    const names = Object.keys(good);
    for (const field of kind.writable) {
        const wrong = field['x-links-to'] ? 'finnes ikke' : field.enum ? 'tull' : field.format === 'date' ? '31.02.2026'
            : field.format === 'date-time' ? 'snart' : field.format === 'email' ? 'ikke en adresse' : field.format === 'uri' ? 'javascript:alert(1)'
            : ['integer', 'number', 'boolean'].includes(field.type) ? 'mange' : 'ø'.repeat((field.maxLength ?? 200) + 1);
        if (wrong.length > 60_000) continue;
        const columns = names.includes(field.name) ? names : [...names, field.name];
        const row = (values) => columns.map((name) => quote(values[name] ?? '')).join(';');
        const next = await world.valid(kind);
        const csv = [columns.join(';'), row(good), row({ ...next, [field.name]: wrong })].join('\r\n');
        const reply = await by.json('POST', kind.at(BODY, '/import'), csv, { 'content-type': 'text/csv' });
        const error = reply.tree?.errors?.find((one) => one.field === field.name);
        hold(`${field.name} is refused`, reply.status === 422 && reply.tree?.refused === 1, `${reply.status} ${reply.body}`);
        hold(`${field.name} is refused with row, field and words`, error?.row === 3 && error.detail && error.code, reply.body);
    }
    hold('nothing came in', (await world.count(kind)) <= count, await world.count(kind));

    // The same for a person: the page says row, column, what is wrong and how to mend it.
    const field = kind.writable.find((one) => one.enum || one.format === 'date') ?? kind.writable[0];
    const wrong = field.enum || field.format === 'date' ? 'tull' : 'ø'.repeat(field.maxLength + 1);
    const columns = names.includes(field.name) ? names : [...names, field.name];
    const csv = [columns.join(';'), columns.map((name) => quote({ ...good, [field.name]: wrong }[name] ?? '')).join(';')].join('\n');
    const seen = new Set();
    for (const lang of LANGS) {
        await browser.send('GET', `${kind.at(BODY, '/import')}?lang=${lang}`);
        const reply = await browser.post(kind.at(BODY, '/import'), [['file', { name: 'rader.csv', type: 'text/csv', bytes: Buffer.from(csv) }]]);
        const text = plainText(reply.body);
        const [, row, column, problem, remedy] = /<th scope="row">(\d+)<\/th><td>(.+?)<\/td><td>(.+?)<\/td><td>(.+?)<\/td>/.exec(reply.body)?.map(plainText) ?? [];
        hold(`the page names the row in ${lang}`, reply.status === 200 && row === '2', `${reply.status} ${text.slice(0, 600)}`);
        hold(`the page names the column in ${lang}`, column && column === words(lang)(`${kind.name}.${field.name}`), column);
        hold(`the page says what is wrong and how to mend it in ${lang}`, problem && remedy && problem !== remedy, `${problem} ${remedy}`);
        seen.add(text);
    }
    hold('the page speaks three languages', seen.size === 3);
    hold('nothing came in by the page', (await world.count(kind)) <= count);
}

async function noFiles(world, hold) {
    const by = world.by.officer;
    const risk = world.kind('risk');
    const count = await world.count(risk);
    const xlsx = (await by.send('GET', risk.at(BODY, '.xlsx'))).bytes;
    const csv = (await by.send('GET', risk.at(BODY, '.csv'))).bytes;
    const files = {
        nothing: Buffer.alloc(0), spaces: '   \n\n', 'no known column': 'a;b;c\n1;2;3\n', 'a column twice': 'title;title\na;b\n',
        'an open quote': 'title;scenario\n"aldri lukket;b\n', 'no UTF-8': Buffer.concat([Buffer.from('title\n'), Buffer.from([0xff, 0xfe, 0xfd, 0x0a])]),
        NUL: 'title\na\0b\n', 'half a workbook': xlsx.subarray(0, xlsx.length >> 1), 'a workbook that was damaged': Buffer.from(xlsx).fill(0x41, 200, 400),
        'a zip that is no workbook': Buffer.from('504b0506000000000000000000000000000000000000', 'hex'), 'a picture': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
        'a page': '<!doctype html><title>a</title>', JSON: '{"title":"a"}',
    };
    for (const [what, bytes] of Object.entries(files)) {
        const reply = await by.json('POST', risk.at(BODY, '/import'), Buffer.from(bytes), { 'content-type': 'application/octet-stream' });
        hold(`${what} is refused`, reply.status >= 400 && reply.status < 500, `${reply.status} ${reply.body}`);
        hold(`${what} is refused in words`, reply.tree?.detail || reply.tree?.errors?.[0]?.detail, reply.body);
    }
    const unknown = await by.json('POST', risk.at(BODY, '/import'), 'ref;title\nR-99999;Finnes ikke\n', { 'content-type': 'text/csv' });
    hold('a reference that does not exist is refused', unknown.status === 422, unknown.body);
    const many = await by.json('POST', risk.at(BODY, '/import'), `title\n${'a\n'.repeat(400_000)}`, { 'content-type': 'text/csv' });
    hold('too many rows are refused', many.status >= 400 && many.status < 500, `${many.status} ${many.body.slice(0, 300)}`);
    hold('nothing came in', (await world.count(risk)) === count, await world.count(risk));
    hold('the list goes out', csv.length > 3);
}
