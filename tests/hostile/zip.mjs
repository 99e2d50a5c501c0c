// zip.mjs - ZIP files as somebody with bad intentions writes them: every field can be a lie.
// SPDX-License-Identifier: EUPL-1.2
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const TABLE = Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
    return n >>> 0;
});
const crc32 = (bytes) => {
    let c = 0xffffffff;
    for (const b of bytes) c = TABLE[(c ^ b) & 255] ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
};

/** Members are { name, bytes } and may carry lies: size, crc, method, raw (packed bytes), flags, at (offset). */
export function zip(members, { count = members.length, comment = '' } = {}) {
    const parts = [], directory = [];
    let offset = 0;
    for (const m of members) {
        const name = Buffer.from(m.name), bytes = Buffer.from(m.bytes ?? '');
        const packed = m.raw ?? (m.method === 0 ? bytes : deflateRawSync(bytes));
        const head = Buffer.alloc(30);
        const fields = { method: m.method ?? 8, crc: m.crc ?? crc32(bytes), packed: packed.length, size: m.size ?? bytes.length };
        head.writeUInt32LE(0x04034b50, 0);
        head.writeUInt16LE(20, 4);
        head.writeUInt16LE(m.flags ?? 0, 6);
        head.writeUInt16LE(fields.method, 8);
        head.writeUInt32LE(fields.crc, 14);
        head.writeUInt32LE(fields.packed, 18);
        head.writeUInt32LE(fields.size, 22);
        head.writeUInt16LE(name.length, 26);
        const entry = Buffer.alloc(46);
        entry.writeUInt32LE(0x02014b50, 0);
        entry.writeUInt16LE(20, 4);
        entry.writeUInt16LE(20, 6);
        entry.writeUInt16LE(m.flags ?? 0, 8);
        entry.writeUInt16LE(fields.method, 10);
        entry.writeUInt32LE(fields.crc, 16);
        entry.writeUInt32LE(fields.packed, 20);
        entry.writeUInt32LE(fields.size, 24);
        entry.writeUInt16LE(name.length, 28);
        entry.writeUInt32LE(m.at ?? offset, 42);
        parts.push(head, name, packed);
        directory.push(entry, name);
        offset += 30 + name.length + packed.length;
    }
    const list = Buffer.concat(directory), end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(count, 8);
    end.writeUInt16LE(count, 10);
    end.writeUInt32LE(list.length, 12);
    end.writeUInt32LE(offset, 16);
    end.writeUInt16LE(comment.length, 20);
    return Buffer.concat([...parts, list, end, Buffer.from(comment)]);
}

/** The members of an honest file. */
export function unzip(file) {
    const members = [];
    let at = file.readUInt32LE(file.length - 22 + 16);
    for (let n = file.readUInt16LE(file.length - 22 + 10); n > 0; n--) {
        const method = file.readUInt16LE(at + 10), packed = file.readUInt32LE(at + 20), nameN = file.readUInt16LE(at + 28);
        const local = file.readUInt32LE(at + 42);
        const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
        const raw = file.subarray(from, from + packed);
        members.push({ name: file.toString('utf8', at + 46, at + 46 + nameN), bytes: method ? inflateRawSync(raw) : raw });
        at += 46 + nameN + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
    }
    return members;
}

/** A workbook of one sheet; `sheet` is what stands inside <sheetData>. `parts` replaces or adds members. */
export function workbook(sheet, parts = {}) {
    const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
    const all = {
        '[Content_Types].xml': `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
        '_rels/.rels': `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
        'xl/workbook.xml': `${xml}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Ark1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
        'xl/_rels/workbook.xml.rels': `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
        'xl/worksheets/sheet1.xml': `${xml}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${sheet}</sheetData></worksheet>`,
        ...parts,
    };
    return Object.entries(all).filter(([, bytes]) => bytes !== null).map(([name, bytes]) => ({ name, bytes }));
}

export const row = (...cells) =>
    `<row>${cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
