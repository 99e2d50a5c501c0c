// mutate.mjs - honest files, and what becomes of them by chance; the same from the same seed.
// SPDX-License-Identifier: EUPL-1.2
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/process.mjs';
import { unzip, zip } from './zip.mjs';

/** mulberry32: a small generator, the same on every machine. */
export class Random {
    constructor(seed) { this.state = seed >>> 0; }
    next() {
        this.state = (this.state + 0x6d2b79f5) >>> 0;
        let t = this.state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    }
    below(n) { return Math.floor(this.next() * n); }
    one(list) { return list[this.below(list.length)]; }
}

const WORDS = ['"', "'", ';', ',', '\n', '\r', '\t', '\0', '=', '<', '>', '&amp;', '&x;', '<!DOCTYPE x>', ']]>', '<![CDATA[', '-1', '0',
    '99999999999999999999', '1e999', 'NaN', '{', '}', '[', ']', ':', 'null', 'true', '\\u0000', '\\ud800', 'title', 'ref', 'state', 'R-1',
    '\u{feff}', '\u{202e}', 'PK\x03\x04', 'PK\x05\x06', '../', 'xl/workbook.xml', '2026-13-45', '%s%n', '\x80', '\xff\xff\xff\xff'];

const steps = [
    (b, r) => { b[r.below(b.length)] ^= 1 << r.below(8); return b; },
    (b, r) => { b[r.below(b.length)] = r.below(256); return b; },
    (b, r) => b.subarray(0, r.below(b.length)),
    (b, r) => { const at = r.below(b.length); return Buffer.concat([b.subarray(0, at), b.subarray(at + r.below(64))]); },
    (b, r) => { const at = r.below(b.length); return Buffer.concat([b.subarray(0, at), Buffer.from(r.one(WORDS), 'latin1'), b.subarray(at)]); },
    (b, r) => { const at = r.below(b.length), n = r.below(512); return Buffer.concat([b.subarray(0, at + n), b.subarray(at)]); },
    (b, r) => { const at = r.below(b.length), piece = b.subarray(at, at + 1 + r.below(32)); return Buffer.concat([b.subarray(0, at), ...Array(1 + r.below(2000)).fill(piece), b.subarray(at)]); },
    (b, r, other) => Buffer.concat([b.subarray(0, r.below(b.length)), other.subarray(r.below(other.length))]),
];

function harm(bytes, r, other) {
    let b = Buffer.from(bytes);
    for (let n = 1 + r.below(6); n > 0 && b.length > 1; n--) b = r.one(steps)(b, r, other);
    return b;
}

/** One mutated file: of a workbook mostly a part inside it, so that the lie gets past the ZIP. */
export function mutate(all, r) {
    const seed = r.one(all), other = r.one(all);
    if (!seed.members || r.below(4) === 0) return { ...seed, bytes: harm(seed.bytes, r, other.bytes) };
    const victim = r.below(seed.members.length);
    return { ...seed, bytes: zip(seed.members.map((m, i) => (i === victim ? { ...m, bytes: harm(m.bytes, r, other.bytes) } : m))) };
}

/** What the program itself writes, and the cases of its readers. */
export async function seeds(url, token, body) {
    const get = async (path) => Buffer.from(await (await fetch(`${url}/o/${body}/${path}`, { headers: { authorization: `Bearer ${token}` } })).arrayBuffer());
    const cases = (folder, ending) => readdirSync(join(ROOT, folder)).filter((f) => f.endsWith(ending))
        .map((f) => ({ name: f, bytes: readFileSync(join(ROOT, folder, f)) })).filter((c) => c.bytes.length > 1);
    const books = [{ name: 'measures.xlsx', bytes: await get('measures.xlsx') }, ...cases('src/format/xlsx/cases', '.xlsx')]
        .flatMap((b) => { try { return [{ ...b, members: unzip(b.bytes) }]; } catch { return [b]; } });
    const tables = [{ name: 'measures.csv', bytes: await get('measures.csv') }, ...cases('src/format/csv/cases', '.csv')];
    const documents = [...cases('src/format/json/cases', '.json'), ...cases('src/format/oscal/cases', '.json'), ...cases('src/format/jsonstat/cases', '.json'),
        { name: 'measure.json', bytes: Buffer.from('{"title":"Tiltak","description":"Fordi","due_on":"2027-01-01"}') }];
    return [...[...books, ...tables].map((s) => ({ ...s, door: 'table' })), ...documents.map((s) => ({ ...s, door: 'json' }))];
}

// state and parent stand after the name, which may hold spaces
const parentOf = (pid) => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')[1]);

/** The process and its children; the grandchildren are cells, which come and go. */
export function family(pid) {
    return [{ pid }, ...readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((p) => {
        try { return parentOf(p) === pid; } catch { return false; }
    }).map((p) => ({ pid: p }))];
}

/** The most memory that it has had, in MiB. */
export function memoryPeak(pid) {
    try {
        return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
    } catch {
        return 0;
    }
}
