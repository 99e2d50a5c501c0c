// sheet.mjs - what a workbook says, as text.
// SPDX-License-Identifier: EUPL-1.2
import { inflateRawSync } from 'node:zlib';

/** What the first sheet of a workbook says: the entry of that name, found by the archive's directory. */
export function sheetText(bytes) {
    const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
    for (let at = bytes.readUInt32LE(end + 16); bytes.readUInt32LE(at) === 0x02014b50; ) {
        const [packed, name, extra, comment] = [bytes.readUInt32LE(at + 20), ...[28, 30, 32].map((n) => bytes.readUInt16LE(at + n))];
        if (bytes.toString('latin1', at + 46, at + 46 + name) === 'xl/worksheets/sheet1.xml') {
            const local = bytes.readUInt32LE(at + 42);
            const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
            return inflateRawSync(bytes.subarray(from, from + packed)).toString();
        }
        at += 46 + name + extra + comment;
    }
    return '';
}
