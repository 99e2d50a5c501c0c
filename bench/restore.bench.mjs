// restore.bench.mjs - how long a body waits for its data: backup, restore and verify of a gigabyte.
// SPDX-License-Identifier: EUPL-1.2
import { rmSync, statSync } from 'node:fs';
import { must } from '../tests/lib/process.mjs';
import { Client } from '../tests/lib/client.mjs';
import { BODY, OFFICER, openStable, RELEASE, serve, tokenFor } from '../tests/lib/product.mjs';

export const title = 'A gigabyte of evidence (floor: cp and sync of the same file)';

const seconds = async (run) => {
    const since = process.hrtime.bigint();
    await run();
    return Number(process.hrtime.bigint() - since) / 1e9;
};

const samstyr = (url, ...args) => must(RELEASE, [...args, '--database', url]);

/** One piece of evidence with many versions of a file of 10 MB, as the years bring them. */
async function grow(database) {
    const token = await tokenFor(RELEASE, database, OFFICER);
    const server = await serve(RELEASE, database);
    const program = Object.assign(new Client(server.url), { token });
    const reply = await program.send('POST', `/o/${BODY}/evidence`, { 'content-type': 'application/json' },
        JSON.stringify({ title: 'Loggutdrag', address: 'https://arkiv.example/1' }));
    await server.stop();
    const { id } = JSON.parse(reply.body);
    await must('sqlite3', [database.path, 'PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON;' +
        'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 105) INSERT INTO evidence_file ' +
        `(evidence_id, hash, name, type, bytes, uploaded_at) SELECT ${id}, printf('%064d', i), 'logg', 'text/plain', randomblob(10000000), 0 FROM n`]);
    await must('sqlite3', [database.path, 'PRAGMA wal_checkpoint(TRUNCATE)']);
}

export async function* rows() {
    const stable = await openStable('sqlite', RELEASE);
    const database = await stable.fresh(), back = await stable.empty();
    const copy = `${database.path}.copy`, plain = `${database.path}.plain`;
    await grow(database);
    const size = `${(statSync(database.path).size / 1e9).toFixed(2)} GB`;
    const floor = await seconds(() => must('sh', ['-c', 'cp "$0" "$1" && sync "$1"', database.path, plain]));
    rmSync(plain);
    yield { what: 'backup of a database in use', unit: 's', ours: await seconds(() => samstyr(database.url, 'backup', copy)), floor, note: size };
    const restore = await seconds(() => samstyr(back.url, 'restore', copy));
    const migrate = await seconds(() => samstyr(back.url, 'migrate'));
    const verify = await seconds(() => samstyr(back.url, 'verify'));
    yield { what: 'restore', unit: 's', ours: restore, floor };
    yield { what: 'restore, migrate and verify', unit: 's', ours: restore + migrate + verify, aim: 60 };
    rmSync(copy);
    await stable.close();
}
