// product.mjs - Samstyr as the tests see it: prepared databases, a running server, its commands.
// SPDX-License-Identifier: EUPL-1.2
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finding, freePort, must, ROOT, run, sleep, start } from './process.mjs';
import { startPostgres } from './postgres.mjs';

// Every person of the demonstration bodies has this password; `samstyr demo` prints it.
export const PASSWORD = process.env.SAMSTYR_DEMO_PASSWORD ?? 'samstyr-demo';

/* Who and what the demonstration bodies hold, read from the library, so that tests can name them:
   persons by their id there and by role, roles by who has them first, bodies by id. */
function demonstration() {
    const text = readFileSync(join(ROOT, 'library/demo/demo.yaml'), 'utf8');
    const persons = {}, roles = {}, bodies = {};
    for (const [, id, number] of text.matchAll(/^  - id: ([\w-]+)\n    number: "(\d+)"/gm)) bodies[id] = number;
    for (const [, id, email, theirs] of text.matchAll(/\{id: ([\w-]+), name: .*?email: ([^,}]+).*?roles: \[(.*?)\]/g)) {
        persons[id] ??= email;
        for (const role of theirs.split(/,\s*/)) roles[role] ??= email;
    }
    return { persons: { ...roles, ...persons }, roles, bodies };
}

export const { persons: PERSONS, roles: ROLES, bodies: BODIES } = demonstration();

// The municipality where most of the work is done, and who does most of it.
export const BODY = Object.values(BODIES)[0];
export const OFFICER = PERSONS.officer;

export const DEV = join(ROOT, process.env.SAMSTYR_BUILD ?? 'build-dev', 'samstyr');
export const RELEASE = join(ROOT, 'build/samstyr');

/** Why `program` cannot be tested, or null. */
export function productMissing(program) {
    return existsSync(program) ? null : `${program.slice(ROOT.length + 1)} is not built`;
}

/**
 * A place where databases come from: a demonstration database, made once by `program`, and copies
 * of it. `fresh()` resolves to { url, drop() }, `empty()` likewise without a table in it.
 */
export async function openStable(engine, program, { demo = true } = {}) {
    return engine === 'postgresql' ? postgresStable(program, demo) : sqliteStable(program, demo);
}

const fill = (program, url) => must(join(ROOT, 'script/demo'), [program, url], { seconds: 900 });

async function sqliteStable(program, demo) {
    const folder = mkdtempSync(join(tmpdir(), 'samstyr-db-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    const first = join(folder, 'demo.db');
    if (demo) {
        await fill(program, `sqlite:${first}`);
        // What still stands in the write-ahead log goes into the file that is copied.
        await must('sqlite3', [first, 'PRAGMA wal_checkpoint(TRUNCATE)']);
    }
    let n = 0;
    const place = (copy) => {
        const path = join(folder, `${++n}.db`);
        if (copy) copyFileSync(first, path);
        return {
            engine: 'sqlite', path, url: `sqlite:${path}`,
            async drop() {
                for (const ending of ['', '-wal', '-shm', '.key', '.key.state']) rmSync(path + ending, { force: true });
            },
        };
    };
    return {
        engine: 'sqlite', program, fresh: async () => place(true), empty: async () => place(false),
        close: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }), // what was killed may write yet
    };
}

async function postgresStable(program, demo) {
    const server = await startPostgres();
    const keys = mkdtempSync(join(tmpdir(), 'samstyr-keys-'));
    process.on('exit', () => rmSync(keys, { recursive: true, force: true }));
    if (demo) {
        await server.create('demo');
        await fill(program, server.url('demo'));
    }
    let n = 0;
    const place = async (from) => {
        const name = `t${++n}`;
        await server.create(name, from);
        return { engine: 'postgresql', url: server.url(name), key: join(keys, `${name}.key`), drop: () => server.drop(name) };
    };
    return {
        engine: 'postgresql', program, server, fresh: () => place('demo'), empty: () => place(),
        close: () => server.stop(),
    };
}

// The history's key lies beside a file; beside a server there is no place, so each database has its own.
const environment = (database) => ({ SAMSTYR_DATABASE: database.url, ...(database.key ? { SAMSTYR_KEY: database.key } : {}) });

/** Runs `samstyr ARGS` on a database; resolves to { code, out, err }. */
export function command(program, database, args, options) {
    return run(program, args, { ...options, env: { ...environment(database), ...options?.env } });
}

/** A token for a program that acts as that person; scope is "read" or "write". */
export async function tokenFor(program, database, email, scope = 'sign') {
    const made = await command(program, database,
        ['token', 'create', '--person', email, '--name', 'test', '--scopes', scope]);
    const token = made.out.trim().split(/\s+/).pop();
    if (made.code !== 0 || !token) throw new Error(`token create: ${(made.err || made.out).trim()}`);
    return token;
}

/**
 * Starts `samstyr serve` and waits until it is ready. Resolves to { url, pid, log(), stop() };
 * A test asks more often than people do: `calls` is how often one person may.
 * stop() throws when the server did not end calmly or a sanitizer spoke up.
 */
export async function serve(program, database, { workers = 2, calls = 1_000_000, args = [], env = {}, seconds = 120 } = {}) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = start(program,
        ['serve', '--listen', `127.0.0.1:${port}`, '--workers', String(workers), '--calls', String(calls), ...args],
        { env: { ...environment(database), ...env } });
    const patience = Date.now() + seconds * 1000;
    for (;;) {
        // Not ready either: one that listens and never answers, nor one where another's server answers.
        const ready = /event=service\.started/.test(child.log()) && await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) }).then((r) => r.status === 200, () => false);
        if (ready) break;
        if (!child.running() && /Address already in use/.test(child.log())) return serve(program, database, { workers, calls, args, env, seconds });
        if (!child.running() || Date.now() > patience) {
            const ended = !child.running(); // by itself, and not because nobody waits any longer
            await child.stop('SIGKILL');
            throw Object.assign(new Error(`the server did not get ready\n${child.log().trim().slice(-4000)}`), { ended });
        }
        await sleep(15);
    }
    return {
        url, pid: child.pid, log: child.log, running: child.running,
        async stop() {
            const how = await child.stop();
            const found = finding(child.log());
            if (found) throw new Error(`the server: ${found}\n${child.log().slice(-6000)}`);
            if (how.code !== 0)
                throw new Error(`the server ended with ${how.code ?? how.signal}\n${child.log().slice(-3000)}`);
        },
    };
}
