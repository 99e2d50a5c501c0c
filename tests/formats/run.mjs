// run.mjs - files that we hand out, read by programs that are not ours.
// SPDX-License-Identifier: EUPL-1.2
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/process.mjs';
import { DEV, OFFICER, openStable, serve, tokenFor } from '../lib/product.mjs';

const word = process.argv[2] ?? '';
const tally = { passed: 0, failed: 0, skipped: 0 };

/* The statistics as CSV: rows by the columns' places, so that any language does. */
function rowsOf(csv) {
    return csv.replace(/^\ufeff/, '').trim().split('\r\n').slice(1).map((line) => {
        const [source, indicator, , level, , size, , county, , year, percent, n, symbol] = line.split(';');
        return { source, indicator, level, size, county, year, symbol,
            percent: percent === '' ? null : Number(percent.replace(',', '.')), n: n === '' ? null : Number(n) };
    });
}

const equal = (what, is, expected) => {
    if (is !== expected) throw new Error(`${what}: is ${JSON.stringify(is)}, expected ${JSON.stringify(expected)}`);
};

// Every cell of the cube, as jsonstat-toolkit finds it by category, is the row of the CSV; and the
// cube has no cell that the CSV lacks.
async function sameCells(get, source, query) {
    const { default: JSONstat } = await import('./node_modules/jsonstat-toolkit/import.mjs');
    const cube = JSONstat(await (await get(`/jsonstat.json${query}`)).json());
    equal('class', cube.class, 'dataset');
    const rows = rowsOf(await (await get('.csv')).text()).filter((row) => row.source === source);
    equal('rows', rows.length * 2, cube.value.length);
    if (rows.length < 40) throw new Error(`only ${rows.length} rows`);
    for (const row of rows) {
        const at = { Indicator: row.indicator, Level: row.level, Size: row.size, County: row.county, Year: row.year };
        const share = cube.Data({ ...at, ContentsCode: 'percent' }), n = cube.Data({ ...at, ContentsCode: 'n' });
        const where = Object.values(at).join(' ');
        equal(`share of ${where}`, share.value, row.percent);
        equal(`sign of ${where}`, share.status ?? '', row.symbol);
        equal(`n of ${where}`, n.value, row.n);
    }
    equal('role of Year', cube.Dimension('Year').role, 'time');
    equal('role of County', cube.Dimension('County').role, 'geo');
    equal('unit', cube.Dimension('ContentsCode').Category('percent').unit.decimals, 1);
}

// Nothing about a group under five stands in any format.
async function nothingOfFew(get) {
    const { figures } = await (await get('.json')).json();
    const few = figures.filter((f) => f.source === 'samstyr' && f.n > 0 && f.n < 5);
    if (!few.length) throw new Error('the demonstration has no small groups');
    for (const f of few) equal(`${f.level} ${f.county} ${f.size} ${f.year}`, f.percent, null);
}

const tests = {
    'JSON-stat and CSV of Samstyr have the same cells': (get) => sameCells(get, 'samstyr', ''),
    'JSON-stat and CSV of SSB have the same cells': (get) => sameCells(get, 'ssb-12042', '?source=ssb'),
    'no format tells of groups under five': nothingOfFew,
};

async function main() {
    if (!existsSync(join(ROOT, 'tests/formats/node_modules/jsonstat-toolkit'))) {
        console.log('skipped: the packages of tests/formats are not installed (script/bootstrap does it)');
        tally.skipped++;
        return;
    }
    const stable = await openStable('sqlite', DEV), database = await stable.fresh();
    const server = await serve(DEV, database);
    const authorization = `Bearer ${await tokenFor(DEV, database, OFFICER, 'read')}`;
    const get = (ending) => fetch(`${server.url}/statistics/internal-control${ending}`, { headers: { authorization } });
    for (const [name, test] of Object.entries(tests)) {
        if (!name.includes(word)) continue;
        try {
            await test(get);
            tally.passed++;
        } catch (error) {
            tally.failed++;
            console.log(`failed: ${name}\n  ${error.message}`);
        }
    }
    await server.stop();
    await stable.close();
}

await main();
console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exit(tally.failed ? 1 : 0);
