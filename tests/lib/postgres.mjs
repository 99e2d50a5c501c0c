// postgres.mjs - a PostgreSQL of the tests' own: in a temporary folder, on a socket there, gone after.
// SPDX-License-Identifier: EUPL-1.2
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must, run, sleep, start } from './process.mjs';

const DEBIAN = '/usr/lib/postgresql';

function newestBin() {
    if (!existsSync(DEBIAN)) return null;
    const versions = readdirSync(DEBIAN).map(Number).filter(Boolean).sort((a, b) => b - a);
    const found = versions.map((v) => join(DEBIAN, String(v), 'bin'))
        .find((bin) => existsSync(join(bin, 'initdb')));
    return found ?? null;
}

/** Why no PostgreSQL can be started here, or null. */
export function postgresMissing() {
    return newestBin() ? null : 'no PostgreSQL server is installed (script/bootstrap does it)';
}

/**
 * Starts a cluster with ICU collation and, unless `durable`, no promises about durability. Resolves to
 *   url(name)            the address of a database
 *   create(name, from)   makes a database, a copy of `from` if given
 *   drop(name), stop()
 * With `port` it listens there too, and url() gives the machine's own name, which has to be looked up.
 */
export async function startPostgres({ port = 0, durable = false } = {}) {
    const bin = newestBin();
    const folder = mkdtempSync(join(tmpdir(), 'samstyr-pg-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

    // The server refuses to run as root; root lends it Debian's user for it.
    let prefix = [];
    if (process.getuid() === 0) {
        const uid = Number((await must('id', ['-u', 'postgres'])).out);
        const gid = Number((await must('id', ['-g', 'postgres'])).out);
        chownSync(folder, uid, gid);
        prefix = ['--reuid', 'postgres', '--regid', 'postgres', '--init-groups'];
    }
    const data = join(folder, 'data');
    const lent = (command, args) => prefix.length
        ? must('setpriv', [...prefix, '--', command, ...args], { cwd: folder })
        : must(command, args, { cwd: folder });
    await lent(join(bin, 'initdb'), ['-D', data, '-U', 'samstyr', '-A', 'trust', '-E', 'UTF8',
        '--locale', 'C.UTF-8', '--locale-provider', 'icu', '--icu-locale', 'nb', '--no-sync']);

    const settings = {
        listen_addresses: port ? 'localhost' : '', port: port || 5432, unix_socket_directories: folder, max_connections: 100, fsync: 'off',
        synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off', shared_buffers: '64MB',
        timezone: 'UTC', log_min_messages: 'fatal',
        ...(durable ? { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', autovacuum: 'on' } : {}),
    };
    const server = start(join(bin, 'postgres'),
        ['-D', data, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
        { prefix, end: 'INT', cwd: folder });

    const psql = (database, sql) => ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-h', folder, '-p', String(port || 5432), '-U', 'samstyr',
        '-d', database, '-c', sql];
    for (let tries = 0; (await run('psql', psql('postgres', 'SELECT 1'))).code !== 0; tries++) {
        if (!server.running() || tries > 1200)
            throw new Error(`PostgreSQL did not start: ${server.log().trim()}`);
        await sleep(50);
    }
    const sql = (database, text) => must('psql', psql(database, text));
    return {
        sql,
        url: (name) => (port ? `postgresql://samstyr@localhost:${port}/${name}`
            : `postgresql://samstyr@/${name}?host=${encodeURIComponent(folder)}`),
        create: (name, from = 'template1') =>
            sql('postgres', `CREATE DATABASE "${name}" TEMPLATE "${from}"`),
        drop: (name) => sql('postgres', `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
        async stop() {
            await server.stop('SIGINT');
            rmSync(folder, { recursive: true, force: true });
        },
    };
}
