// run.mjs - what the program does when memory, disk, power and clock fail it.
// SPDX-License-Identifier: EUPL-1.2
//
// node tests/endurance/run.mjs [--whole] [WORD], after a release build. Every other file here that
// exports cases(whole) is a part: an object of name -> function that throws when the promise did not
// hold, or returns the line of figures to print. Without --whole a sample is tried, in a minute.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/process.mjs';
import { Skipped } from './hardship.mjs';

const words = process.argv.slice(2);
const whole = words[0] === '--whole' && Boolean(words.shift());
const word = words[0] ?? '';
const here = join(ROOT, 'tests/endurance');
let passed = 0, failed = 0, skipped = 0;

for (const file of readdirSync(here).filter((name) => name.endsWith('.cases.mjs')).sort()) {
    const { cases } = await import(join(here, file));
    for (const [name, run] of Object.entries(cases(whole))) {
        if (!name.includes(word) && !file.includes(word)) continue;
        const since = Date.now();
        try {
            const figures = await run();
            passed++;
            console.log(`${name}: ${figures} (${((Date.now() - since) / 1000).toFixed(0)} s)`);
        } catch (error) {
            if (error instanceof Skipped) {
                skipped++;
                console.log(`skipped: ${name}: ${error.message}`);
                continue;
            }
            failed++;
            console.log(`failed: ${name}: ${error.stack}`);
        }
    }
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed ? 1 : 0);
