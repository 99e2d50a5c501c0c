// words.mjs - the product's own words in one language, so that one test plays in three.
// SPDX-License-Identifier: EUPL-1.2
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/process.mjs';

function files(folder, name) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? files(join(folder, entry.name), name) : entry.name === name ? [join(folder, entry.name)] : []);
}

/** words('nn')('risk.one') is what the product says; arguments take the place of {0}, {1}. */
export function words(lang) {
    const all = new Map();
    for (const file of files(join(ROOT, 'src'), `${lang}.po`))
        for (const [, key, , text] of readFileSync(file, 'utf8').matchAll(/^msgid "([^"]+)"\n(msgid_plural .*\n)?msgstr(?:\[0\])? ((?:".*"\n?)+)/gm))
            all.set(key, text.match(/".*"/g).map((line) => JSON.parse(line)).join(''));
    return (key, ...given) => {
        if (!all.has(key)) throw new Error(`no word ${key} in ${lang}`);
        return all.get(key).replace(/\{(\d)\}/g, (_, i) => given[i] ?? '');
    };
}
