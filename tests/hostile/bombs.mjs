// bombs.mjs - the fixed set of files that were made to do harm, each with the answers that will do.
// SPDX-License-Identifier: EUPL-1.2
import { deflateRawSync } from 'node:zlib';
import { row, workbook, zip } from './zip.mjs';

const MIB = 1024 * 1024;
export const CUT = 0; // refused and closed before all was sent
const title = row('title');
const sheet = 'xl/worksheets/sheet1.xml';
const head = '<?xml version="1.0"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const inSheet = (text, before = '') => workbook('', { [sheet]: `${head}${before}<worksheet xmlns="${main}"><sheetData>${text}</sheetData></worksheet>` });
const table = (text, ...answers) => ({ door: 'table', bytes: Buffer.isBuffer(text) ? text : Buffer.from(text), answers });
const book = (members, ...answers) => table(zip(members), ...answers);
const json = (text, ...answers) => ({ door: 'json', bytes: Buffer.isBuffer(text) ? text : Buffer.from(text), answers });
const deep = (n, open, close, inside = '') => open.repeat(n) + inside + close.repeat(n);
const laughs = (n) => `<!DOCTYPE x [<!ENTITY l0 "lol">${Array.from({ length: n }, (_, i) =>
    `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')}]>`;

/** What must go well, so that a bomb is refused for what it is. */
export const honest = {
    'an honest workbook': book(workbook(title + row('Tiltak')), 200),
    'an honest workbook with a member more': book(workbook(title + row('Tiltak'), { 'xl/more.xml': '<a/>' }), 200),
    'an honest CSV': table('title\nTiltak\n', 200),
    'honest JSON': json('{"title":"Tiltak"}', 201),
};

export const bombs = {
    // ZIP
    'a member of 200 MiB of nothing': book(workbook(title, { [sheet]: Buffer.alloc(200 * MIB) }), 413, 422),
    'a ratio of 1,000': book(workbook(title + row(' '.repeat(20 * MIB))), 413, 422),
    'forty members of 5 MiB': book(workbook(title, Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`xl/m${i}.xml`, Buffer.alloc(5 * MIB)]))), 200, 413, 422),
    'ten thousand members': book(workbook(title, Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`m${i}`, '']))), 413, 422),
    'a workbook inside a workbook': book(workbook(title, { 'xl/inner.xlsx': zip(workbook(title)) }), 200, 413, 422),
    'overlapping members': book(workbook(title).map((m, i) => (i ? { ...m, at: 0 } : m)), 422),
    'a directory that says more than there is': table(zip(workbook(title), { count: 60_000 }), 422),
    'a directory of none': table(zip(workbook(title), { count: 0 }), 422),
    'a size that lies': book(workbook(title).map((m) => ({ ...m, size: 10 })), 413, 422),
    'a size of 4 GiB': book(workbook(title).map((m) => ({ ...m, size: 0xffffffff })), 413, 422),
    'a checksum that lies': book(workbook(title).map((m) => ({ ...m, crc: 1 })), 422),
    'a method nobody knows': book(workbook(title).map((m) => ({ ...m, method: 99, raw: Buffer.from('x') })), 422),
    'packed bytes that are none': book(workbook(title).map((m) => ({ ...m, raw: Buffer.alloc(500, 0xff) })), 422),
    'packed bytes cut off': book(workbook(title + row('x'.repeat(5000))).map((m) => ({ ...m, raw: deflateRawSync(Buffer.from(m.bytes)).subarray(0, 30) })), 422),
    'encrypted members': book(workbook(title).map((m) => ({ ...m, flags: 1 })), 422),
    'two members of one name': book([...workbook(title), ...workbook(row('title', 'x'))], 200, 422),
    'names that climb': book(workbook(title, { '../../../../etc/passwd': 'x' }), 200, 422),
    'a name of 60,000 letters': book(workbook(title, { ['n'.repeat(60_000)]: 'x' }), 200, 413, 422),
    'a sheet that stands outside': book(workbook(title, { 'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="file:///etc/passwd" TargetMode="External"/></Relationships>` }), 422),
    'the first bytes of a ZIP only': table('PK\x03\x04', 422),
    'a ZIP end and nothing else': table(zip([]), 422),
    'no sheet': book(workbook(title, { [sheet]: null }), 422),
    'no workbook': book(workbook(title, { 'xl/workbook.xml': null }), 422),
    // XML
    'a billion laughs': book(inSheet(row('&l9;'), laughs(9)), 422),
    'quadratic entities': book(inSheet(row('&a;'.repeat(20_000)), `<!DOCTYPE x [<!ENTITY a "${'a'.repeat(50_000)}">]>`), 413, 422),
    'an entity from a file': book(inSheet(row('&x;'), '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), 422),
    'an entity from the net': book(inSheet(row('&x;'), '<!DOCTYPE x [<!ENTITY x SYSTEM "http://127.0.0.1:1/">]>'), 422),
    'a parameter entity': book(inSheet(title, '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]>'), 422),
    'an empty document type': book(inSheet(title, '<!DOCTYPE x>'), 422),
    'elements 100,000 deep': book(inSheet(deep(100_000, '<a>', '</a>')), 413, 422),
    '200,000 attributes': book(inSheet(`<row ${Array.from({ length: 200_000 }, (_, i) => `a${i}="1"`).join(' ')}/>`), 200, 413, 422),
    'an attribute of 5 MiB': book(inSheet(`<row r="${'1'.repeat(5 * MIB)}"><c><v>1</v></c></row>`), 200, 413, 422),
    'a row beyond all rows': book(inSheet(`${title}<row r="99999999999999999999"><c><v>1</v></c></row>`), 200, 413, 422),
    'a column beyond all columns': book(inSheet(`<row><c r="ZZZZZZZZZ1"><v>1</v></c></row>`), 413, 422),
    'a shared text that is not there': book(inSheet('<row><c t="s"><v>4000000000</v></c></row>'), 422),
    'a number of a million digits': book(inSheet(`${title}<row><c><v>${'9'.repeat(1_000_000)}</v></c></row>`), 413, 422),
    'a day beyond all calendars': book(inSheet(`${title}<row><c><v>1e308</v></c></row>`), 200, 422),
    'bytes that are no UTF-8': book(workbook('', { [sheet]: Buffer.concat([Buffer.from(`${head}<worksheet xmlns="${main}"><sheetData><row><c t="inlineStr"><is><t>`), Buffer.from([0xff, 0xfe, 0xc0, 0x80]), Buffer.from('</t></is></c></row></sheetData></worksheet>')]) }), 422),
    'an encoding nobody knows': book(workbook('', { [sheet]: `<?xml version="1.0" encoding="x-klingon"?><worksheet xmlns="${main}"/>` }), 422),
    'an XML that does not end': book(workbook('', { [sheet]: `${head}<worksheet xmlns="${main}"><sheetData>` }), 422),
    // CSV
    'two million separators': table(`title\n${';'.repeat(2_000_000)}\n`, 200, 413, 422),
    'a field of 9 MiB': table(`title\n"${'x'.repeat(9 * MIB)}"\n`, 413),
    'a quote that never ends': table(`title\n"${'x\n'.repeat(500_000)}`, 413, 422),
    'a million empty rows': table(`title\n${'\n'.repeat(1_000_000)}`, 200, 413, 422),
    'half a million rows': table(`title\n${'x\n'.repeat(500_000)}`, 413),
    'zero bytes': table(`title\n${'\0'.repeat(1000)}\n`, 422),
    'a CSV that is no UTF-8': table(Buffer.concat([Buffer.from('title\n'), Buffer.alloc(5000, 0x80)]), 200, 422),
    'ten thousand headings': table(`${Array.from({ length: 10_000 }, (_, i) => `h${i}`).join(';')}\n`, 413, 422),
    'one heading twice': table('title;title\na;b\n', 422),
    'formulas of every kind': table(`title\n${['=1+1', '+1', '-1+cmd', '@sum(a)', '\t=1', '\u{ff1d}1'].map((f) => `"${f}"`).join('\n')}\n`, 200, 422),
    'nothing': table('\n', 422),
    'more than 10 MiB': table(Buffer.alloc(11 * MIB, 'x'), 413, CUT),
    // JSON
    '100,000 arrays deep': json(deep(100_000, '[', ']'), 413, 422),
    '100,000 objects deep': json(deep(100_000, '{"a":', '}', '1'), 413, 422),
    'one name twice': json('{"title":"a","title":"b"}', 422),
    '200,000 names': json(`{${Array.from({ length: 60_000 }, (_, i) => `"n${i}":1`).join(',')}}`, 413, 422),
    'a number of 500,000 digits': json(`{"title":${'9'.repeat(500_000)}}`, 413, 422),
    'an exponent beyond all': json('{"title":1e999999999}', 422),
    'half a pair': json('{"title":"\\ud800"}', 422),
    'text that is no UTF-8': json(Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]), 422),
    'a zero within a text': json('{"title":"a\\u0000b"}', 422),
    'a text of 900 KiB': json(`{"title":"${'x'.repeat(900 * 1024)}"}`, 413, 422),
    'a million brackets that do not close': json('['.repeat(1_000_000), 413, 422),
    'YAML that is no JSON, with aliases': json('a: &a [x]\nb: [*a,*a]\n', 422),
};
