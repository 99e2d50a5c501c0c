// start.bench.mjs - how long an operator waits: start, a new schema, the demonstration, an import.
// SPDX-License-Identifier: EUPL-1.2
import { command, openStable, RELEASE, serve } from '../tests/lib/product.mjs';
import { median, shared } from './lib.mjs';

export const title = 'Time that an operator waits';

export async function* rows() {
    const stable = await openStable('sqlite', RELEASE);
    const timed = async (act) => {
        const since = performance.now();
        await act();
        return performance.now() - since;
    };
    const ran = async (database, ...args) => {
        const result = await command(RELEASE, database, args);
        if (result.code !== 0) throw new Error(`samstyr ${args.join(' ')}: ${result.err || result.out}`);
    };
    try {
        yield {
            what: 'start to first answer', unit: 'ms', aim: 100,
            ours: await median(5, async () => {
                const database = await stable.fresh();
                const since = performance.now();
                const server = await serve(RELEASE, database);
                const took = performance.now() - since;
                await server.stop();
                await database.drop();
                return took;
            }),
        };
        yield {
            what: 'schema and library, new', unit: 'ms', aim: 500,
            ours: await median(5, async () => {
                const database = await stable.empty();
                const took = await timed(() => ran(database, 'migrate'));
                await database.drop();
                return took;
            }),
        };
        const database = await stable.fresh();
        yield { what: 'migrate, nothing to do', unit: 'ms', aim: 250, ours: await median(5, () => timed(() => ran(database, 'migrate'))) };
        yield { what: 'verify the demonstration', unit: 'ms', aim: 2000, ours: await timed(() => ran(database, 'verify')) };
        yield { what: 'backup of the demonstration', unit: 'ms', aim: 1000, ours: await timed(() => ran(database, 'backup', `${database.path}.copy`)) };
        const catalog = shared('data/oscal/catalog/NIST_SP-800-53_rev5_catalog.json');
        if (catalog) yield { what: 'import of SP 800-53 (3.2 MB)', unit: 'ms', aim: 100, ours: await timed(() => ran(database, 'import', 'oscal-catalog', catalog)) };
        else console.log('import of SP 800-53: skipped: the catalogue is not on this machine');
    } finally {
        await stable.close();
    }
}
