// run.mjs - what must hold for every kind: node tests/matrix/run.mjs [--engine E] [--program P] [--write] [NAME]
// SPDX-License-Identifier: EUPL-1.2
//
// The cases are made from /openapi.json, so that a new kind is tried without being written down here:
// bad input, who may do what, files in and out. NAME picks kinds or groups of cases; --write writes the expected
// answers of the access matrix anew.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEV } from '../lib/product.mjs';
import { World } from './world.mjs';
import * as access from './access.mjs';
import * as attack from './attack.mjs';
import * as grid from './grid.mjs';
import * as input from './input.mjs';
import * as traces from './traces.mjs';
import * as transfer from './transfer.mjs';

const { values: options, positionals: [word = ''] } = parseArgs({
    allowPositionals: true,
    options: { engine: { type: 'string', default: 'sqlite' }, program: { type: 'string', default: DEV },
        write: { type: 'boolean', default: false } },
});

const tally = { passed: 0, failed: 0 };
const told = new Map(); // failures of one case are told a few times, then counted

/** One thing that must hold; what came instead is told when it does not. */
function hold(name, is, instead = '') {
    tally[is ? 'passed' : 'failed']++;
    if (is) return;
    const times = (told.get(name) ?? 0) + 1;
    told.set(name, times);
    if (times <= 8) console.log(`failed: ${name}${instead && `: ${String(instead).slice(0, 400)}`}`);
}

const world = await World.open(options.engine, resolve(options.program));
try {
    for (const [group, { cases }] of Object.entries({ grid, traces, attack, access, input, transfer }))
        for (const [name, run] of Object.entries(cases(world, options)))
            if (`${group} ${name}`.includes(word))
                await run((what, is, instead) => hold(`${name}: ${what}`, is, instead))
                    .catch((error) => hold(name, false, error.stack));
} finally {
    const ended = await world.close().then(() => '', (error) => error.message);
    hold('the server ends calmly', !ended, ended);
    hold('nothing is answered with 5xx', !world.shame.length, world.shame.slice(0, 10).join('\n  '));
}
console.log(`${tally.passed} passed, ${tally.failed} failed, 0 skipped`);
process.exit(tally.failed ? 1 : 0);
