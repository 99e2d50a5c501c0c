// run.mjs - the browser tests: node tests/browser/run.mjs [WORD...], after a build.
// SPDX-License-Identifier: EUPL-1.2
//
// Every tests/browser/*.test.mjs exports `tests`: names and functions that get a Tester. A file has a
// server and a fresh demonstration database of its own, unless it exports `alone`; its tests follow one
// another. Files share nothing, so tests/all.mjs runs each as a suite.
import { readdirSync } from 'node:fs';
import { openStable, PASSWORD, RELEASE, serve } from '../lib/product.mjs';
import { launch, tally as looked, Tester } from './harness.mjs';

const words = process.argv.slice(2);
const program = process.env.SAMSTYR_PROGRAM ?? RELEASE;
const tally = { passed: 0, failed: 0 };

const files = readdirSync(import.meta.dirname ?? new URL('.', import.meta.url).pathname).filter((f) => f.endsWith('.test.mjs')).sort();
const chosen = [];
for (const file of files) {
    const { tests, alone = false } = await import(`./${file}`);
    const names = Object.keys(tests).filter((name) => words.every((word) => `${file} ${name}`.includes(word)));
    if (names.length) chosen.push({ file, alone, tests: names.map((name) => [name, tests[name]]) });
}

if (chosen.length) {
    const stable = await openStable('sqlite', program, { demo: chosen.some(({ alone }) => !alone) });
    const browser = await launch();
    try {
        for (const file of chosen) await playFile(stable, browser, file);
    } finally {
        await browser.close();
        await stable.close();
    }
}
console.log(`${looked.pages} pages, ${looked.looks} looks, axe asked ${looked.rules} times`);
console.log(`${tally.passed} passed, ${tally.failed} failed, 0 skipped`);
process.exit(tally.failed ? 1 : 0);

async function playFile(stable, browser, { file, alone, tests }) {
    const database = alone ? null : await stable.fresh();
    const server = alone ? null : await serve(program, database);
    const states = new Map(), seen = new Map(); // who has signed in and what was seen stay so for the file
    for (const [name, test] of tests) {
        const tester = new Tester(browser, server, PASSWORD);
        Object.assign(tester, { program, database, states, seen });
        try {
            await test(tester);
        } catch (error) {
            tester.problems.push(error.stack);
            for (const person of tester.persons) if (person.context) await person.shoot(`failed-${file}-${name}`).catch(() => {});
        }
        await tester.end();
        tell(`${file}: ${name}`, tester.problems);
    }
    const trouble = await server?.stop().then(() => [], (error) => [error.message]);
    if (trouble?.length) tell(file, trouble);
    await database?.drop();
}

function tell(name, problems) {
    tally[problems.length ? 'failed' : 'passed']++;
    if (problems.length) console.log(`failed: ${name}\n  ${[...new Set(problems)].join('\n  ')}`);
}
