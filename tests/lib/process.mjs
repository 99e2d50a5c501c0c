// process.mjs - starts other programs, so that none outlives the test that started it.
// SPDX-License-Identifier: EUPL-1.2
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';

export const ROOT = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');

// Sanitizers end the program at the first finding, and say where.
export const SANITIZERS = {
    ASAN_OPTIONS: 'detect_leaks=1:detect_stack_use_after_return=1',
    UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
};
const FINDING = /ERROR: (Address|Leak|Thread)Sanitizer|: runtime error: /;

/** The line where a sanitizer speaks up in a log, or null. */
export function finding(log) {
    return log.split('\n').find((line) => FINDING.test(line)) ?? null;
}

const alive = new Set();
process.on('exit', () => alive.forEach((child) => child.kill('SIGKILL')));
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]])
    process.on(signal, () => process.exit(code));

/**
 * A long-running program. It ends with this process even when this one is killed, since the kernel
 * then sends it the signal `end`. `log()` is what it has printed; `ended` resolves to its status.
 */
export function start(command, args, { env = {}, end = 'TERM', prefix = [], cwd = ROOT } = {}) {
    const words = ['setpriv', ...prefix, '--pdeathsig', end, '--', command, ...args];
    const child = spawn(words[0], words.slice(1), {
        cwd, env: { ...process.env, ...SANITIZERS, ...env }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    alive.add(child);
    let log = '';
    for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text) => {
            log = (log + text).slice(-1_000_000);
        });
    const ended = new Promise((resolve) => {
        child.on('error', (error) => resolve({ code: null, signal: null, error }));
        child.on('close', (code, signal) => {
            alive.delete(child);
            resolve({ code, signal });
        });
    });
    return {
        pid: child.pid, ended, log: () => log,
        running: () => child.exitCode === null && child.signalCode === null,
        async stop(signal = 'SIGTERM', patience = 60_000) {
            child.kill(signal);
            const late = setTimeout(() => child.kill('SIGKILL'), patience);
            const how = await ended;
            clearTimeout(late);
            return how;
        },
    };
}

/** Runs a program to its end; resolves to { code, out, err, signal }. */
export function run(command, args, { env = {}, input = '', cwd = ROOT, seconds = 600 } = {}) {
    return new Promise((resolve) => {
        const child = spawn(command, args, { cwd, env: { ...process.env, ...SANITIZERS, ...env } });
        alive.add(child);
        const late = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
        let out = '', err = '';
        child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
        child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
        child.stdin.on('error', () => {}); // it may end without reading
        child.stdin.end(input);
        const done = (result) => {
            clearTimeout(late);
            alive.delete(child);
            resolve({ out, err, ...result });
        };
        child.on('error', (error) => done({ code: 127, err: error.message }));
        child.on('close', (code, signal) => done({ code, signal }));
    });
}

/** As run(), but anything else than exit 0 throws with what the program said. */
export async function must(command, args, options) {
    const result = await run(command, args, options);
    if (result.code !== 0)
        throw new Error(`${[command, ...args].join(' ')}: ended with ${result.code ?? result.signal}\n` +
            (result.err + result.out).trim().slice(-4000));
    return result;
}

/**
 * A port on loopback that was free a moment ago. It lies below those that the kernel gives to whoever calls
 * somewhere, so that no connection of another suite takes it before the server does.
 */
export function freePort() {
    return new Promise((resolve) => {
        const port = 20_000 + Math.floor(Math.random() * 12_000);
        const probe = createServer().once('error', () => resolve(freePort()));
        probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
    });
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether something listens there. */
export function listening(port) {
    return new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        socket.once('connect', () => { socket.destroy(); resolve(true); });
        socket.once('error', () => resolve(false));
    });
}
