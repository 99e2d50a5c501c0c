// hardship.mjs - a server whose memory and disk fail on command, and what must hold after it.
// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../lib/client.mjs';
import { must, ROOT, sleep } from '../lib/process.mjs';
import { BODY, command, OFFICER, openStable, PASSWORD, RELEASE, serve, tokenFor } from '../lib/product.mjs';

/** Thrown by a case that this machine cannot play; says why. */
export class Skipped extends Error {}

export const MEMORY = 1, DISK = 2, SYNC = 3;
export const ONCE = 0, EVER_AFTER = 1, KILL = 2, SHORT = 3;
export const { EIO, ENOSPC, ENOMEM } = constants.errno;

export const ANY_PROCESS = -1;
export const SERVER = 'server', WORKER = 'worker', THE_SAME = 'the same';
const HANG_MS = 30_000;
const isGood = (status) => status >= 200 && status < 400;
const ORDERS = 7; // whole numbers of 64 bits: pid, what, how, at, error, seen, hit; then the clock's

/** The orders that hardship.c reads, in a file of their own, and the library to load. */
export class Hardship {
    static async open() {
        const one = new Hardship();
        one.folder = mkdtempSync(join(tmpdir(), 'samstyr-hardship-'));
        process.on('exit', () => rmSync(one.folder, { recursive: true, force: true }));
        const library = join(one.folder, 'hardship.so');
        await must('cc', ['-std=gnu17', '-O1', '-shared', '-fPIC', '-o', library, join(ROOT, 'tests/endurance/hardship.c'), '-ldl']);
        one.path = join(one.folder, 'orders');
        writeFileSync(one.path, Buffer.alloc(8 * ORDERS + 8));
        one.fd = openSync(one.path, 'r+');
        one.env = { LD_PRELOAD: library, HARDSHIP: one.path };
        return one;
    }

    order(pid, { what, how = ONCE, at, error = EIO }) {
        const bytes = Buffer.alloc(8 * ORDERS);
        [0n, what, how, at, error].forEach((value, i) => bytes.writeBigInt64LE(BigInt(value), 8 * i));
        writeSync(this.fd, bytes, 0, bytes.length, 0);
        bytes.writeBigInt64LE(BigInt(pid)); // last, so that nothing counts before all is told
        writeSync(this.fd, bytes, 0, 8, 0);
    }

    /** From now on the program's wall clock is that many milliseconds off; undefined: right again. */
    setClock(ms = 0) {
        const bytes = Buffer.alloc(8);
        bytes.writeBigInt64LE(BigInt(ms));
        writeSync(this.fd, bytes, 0, 8, 8 * ORDERS);
    }

    /** Ends the trouble; resolves to how many calls were seen and how many failed. */
    end() {
        const bytes = Buffer.alloc(8 * ORDERS);
        writeSync(this.fd, bytes, 0, 8, 0);
        readSync(this.fd, bytes, 0, bytes.length, 0);
        return { seen: Number(bytes.readBigInt64LE(40)), hit: Number(bytes.readBigInt64LE(48)) };
    }

    close() {
        closeSync(this.fd);
        rmSync(this.folder, { recursive: true, force: true });
    }
}

/** A process that was killed holds its files until it is gone, or nobody has asked yet how it ended. */
const holdsFiles = (pid) => {
    try {
        return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
        return false;
    }
};

/** Has the process fallen? The log tells of one that ended by a signal; it may be some moments late. */
async function hasFallen(server, pid) {
    const told = () => new RegExp(`event=process.ended [^\\n]*pid=${pid} signal=`).test(server.log());
    for (let i = 0; i < 20 && !told(); i++) {
        if (holdsFiles(pid) && i > 2) return false;
        await sleep(10);
    }
    return told();
}

/**
 * One body's database behind a server of one web worker, and a person and a program that work on it.
 * The titles of what was acknowledged are kept.
 */
export class Place {
    static async open({ serving = true } = {}) {
        const place = new this();
        place.hardship = await Hardship.open();
        place.stable = await openStable('sqlite', RELEASE);
        place.database = await place.stable.fresh();
        place.token = await tokenFor(RELEASE, place.database, OFFICER);
        place.acknowledged = new Set();
        place.counts = true; // false: what is answered now is not held against it
        place.n = 0;
        if (serving) {
            await place.start();
            await place.begin();
        }
        return place;
    }

    /** The measure that is changed again and again. */
    async begin() {
        this.first = (await this.api('POST', '/measures', { title: 'Det første tiltaket' })).tree;
        this.acknowledged.add(this.first.title);
    }

    async start(seconds = 30) {
        this.server = await serve(RELEASE, this.database, { workers: 1, env: this.hardship.env, seconds });
        this.program = new Client(this.server.url);
        this.program.token = this.token;
    }

    /** The web worker that answers. */
    get worker() {
        const all = [...this.server.log().matchAll(/kind="web" pid=(\d+)/g)];
        this.pid = Number(all.at(-1)?.[1] ?? this.pid); // the log keeps its end only
        return this.pid;
    }

    /** Someone who signed in when this server had just begun. */
    async visitor() {
        if (this.visitorOf !== this.server) this.visiting = await this.person();
        this.visitorOf = this.server;
        return this.visiting;
    }

    /** Someone signed in by page. */
    async person() {
        const person = new Client(this.server.url);
        await person.signIn(OFFICER, PASSWORD);
        return person;
    }

    /** A server whose worker fell, or that gave its database up, is ended hard and started again. */
    async afresh() {
        await this.kill();
        await this.start();
    }

    async kill() {
        if (!this.server) return;
        const children = (await must('pgrep', ['-P', String(this.server.pid)]).catch(() => ({ out: '' }))).out.trim().split('\n');
        const all = [this.server.pid, ...children.filter(Boolean).map(Number)];
        for (const pid of all) try { process.kill(pid, 'SIGKILL'); } catch { /* it was gone */ }
        while (this.server.running() || all.some(holdsFiles)) await sleep(2);
    }

    async api(method, path, tree, headers = {}) {
        const body = tree === undefined ? null : JSON.stringify(tree);
        const reply = await this.program.send(method, `/o/${BODY}${path}`,
            body === null ? headers : { 'content-type': 'application/json', ...headers }, body);
        try { reply.tree = JSON.parse(reply.body); } catch { reply.tree = null; }
        return reply;
    }

    /** Everything the measures are, by title. */
    async measures() {
        const all = new Map();
        for (let path = '/measures.json?limit=1000'; path; ) {
            const { status, tree } = await this.api('GET', path);
            assert.equal(status, 200, 'the list cannot be read');
            tree.items.forEach((item) => all.set(item.title, item));
            path = tree.next?.replace(`/o/${BODY}`, '');
        }
        return all;
    }

    /** Every write that was acknowledged is there, and the database is sound. */
    async check() {
        const there = await this.measures();
        for (const title of this.acknowledged)
            assert.ok(there.has(title), `acknowledged, and not there: ${title}`);
        // A change whose answer was lost may have happened; one that was acknowledged has, or a later one.
        const number = (text) => Number(/\d+/.exec(text ?? '')?.[0] ?? 0);
        assert.ok(number(there.get(this.first.title).description) >= number(this.first.description), 'an acknowledged change is gone');
        // A file of rows is taken whole or not at all.
        const rows = [...there.keys()].filter((title) => title.startsWith('Rad ')).map((title) => title.split('-')[0]);
        for (const one of new Set(rows)) assert.equal(rows.filter((row) => row === one).length, 10, `half a file: ${one}`);
        const verified = await command(RELEASE, this.database, ['verify']);
        assert.equal(verified.code, 0, verified.err);
    }

    async close() {
        await this.kill();
        await this.stable.close();
        this.hardship.close();
    }

    /** A new worker takes the place of the one that answers. */
    async renew() {
        const before = this.worker;
        process.kill(this.server.pid, 'SIGHUP');
        while (this.worker === before || holdsFiles(before)) await sleep(2);
        await this.program.send('GET', '/health');
    }

    /** Asks, and holds a good answer against what is always answered; no answer is status 0. */
    async ask(act) {
        const since = Date.now();
        const status = await act().then((reply) => {
            if (reply.status < 300 && act.is) assert.ok(act.is(reply), 'an answer that is another than the one before');
            return reply.status;
        }, () => 0);
        assert.ok(Date.now() - since < HANG_MS, 'nobody answered');
        return status;
    }

    /**
     * Does `act` again and again, each time with the next call failing, until it is through without
     * meeting the trouble; every `step`-th call is tried. `act` resolves to a reply; what it needs
     * before is `act.before`. `by` says who does it: a SERVER that starts anew after each refusal, a
     * new WORKER each time, or THE_SAME, which has done it before, and then is asked it without the
     * trouble, and must do it. `judge` gets the status of each one that met the trouble. Resolves to
     * how many were tried, how many had no answer, and the calls at which the worker fell.
     */
    async everyCall(trouble, step, act, judge, by = SERVER) {
        let tried = 0, closed = 0;
        const fell = [];
        const begin = async () => {
            await this.afresh();
            await act.before?.();
            if (by !== SERVER) await act.begin?.();
            if (by === THE_SAME) assert.ok(isGood(await this.ask(act)), 'it is not done without trouble');
        };
        await begin();
        for (let at = 1, fresh = true; at < 200_000; ) {
            if (by === WORKER && fresh) await this.renew();
            await act.before?.();
            const worker = this.worker;
            this.hardship.order(worker, { ...trouble, at });
            const status = await this.ask(act);
            const { hit } = this.hardship.end();
            if (!hit && (fresh || by === THE_SAME)) return { tried, closed, fell };
            if (hit) {
                tried++;
                judge(status, at);
                closed += status === 0;
                if (status === 0 && await hasFallen(this.server, worker)) fell.push(at);
            }
            // One that went on has made already what a new one makes.
            fresh = !hit || !isGood(status);
            if (fell.at(-1) === at || (by === SERVER && fresh)) await begin();
            else if (by === THE_SAME) {
                const next = await this.ask(act);
                assert.ok(isGood(next), `call ${at} failed; the next answer was ${next}\n${this.server.log().slice(-1000)}`);
            }
            if (hit) at += step;
        }
        throw new Error('there is no end to the calls');
    }
}

/* Something that is read and does not change: each good answer is the first one, byte by byte. */
function reading(ask, more = {}) {
    let first;
    return Object.assign(ask, {
        begin: async () => { first = (await ask()).bytes; },
        is: (reply) => !first || first.equals(reply.bytes),
        ...more,
    });
}

// Signing in is another piece of work, which is over before memory fails.
const byVisitor = (place, ask) => reading(() => ask(place.visiting), { before: () => place.visitor() });

/** Ways in which somebody asks something of the server, each by one request. */
export const workOf = (place) => ({
    'a create': async () => {
        const title = `Motgang ${++place.n}`;
        const reply = await place.api('POST', '/measures', { title });
        if (reply.status === 201 && place.counts) place.acknowledged.add(title);
        return reply;
    },
    'a change': async () => {
        const description = `Endring ${++place.n}`;
        const read = await place.api('GET', `/measures/${place.first.id}.json`);
        if (read.status !== 200) return read;
        const reply = await place.api('PATCH', `/measures/${place.first.id}`, { description }, { 'if-match': read.headers.etag });
        if (reply.status === 200) place.first.description = description;
        return reply;
    },
    'a file of rows': async () => {
        const title = `Rad ${++place.n}`;
        const reply = await place.program.send('POST', `/o/${BODY}/measures/import`, { 'content-type': 'text/csv' },
            ['title', ...Array.from({ length: 10 }, (_, i) => `${title}-${i}`)].join('\n'));
        if (reply.status === 200) for (let i = 0; i < 10; i++) place.acknowledged.add(`${title}-${i}`);
        return reply;
    },
    'a list': reading(() => place.api('GET', '/risks.json')),
    'a page': byVisitor(place, (person) => person.send('GET', `/o/${BODY}/risks`)),
    'a form': byVisitor(place, (person) => person.send('GET', `/o/${BODY}/risks/new`)),
    'a sign-in': async () => new Client(place.server.url).send('POST', '/sign-in',
        { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', origin: place.server.url },
        new URLSearchParams({ email: OFFICER, password: PASSWORD }).toString()),
    'a search': reading(() => place.api('GET', '/search.json?q=risiko')),
    'a workbook': reading(() => place.api('GET', '/risks.xlsx')),
});
export const WRITES = ['a create', 'a change', 'a file of rows'];
