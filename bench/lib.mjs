// lib.mjs - what benchmarks share: CPU time and memory of a family of processes, load, the floor.
// SPDX-License-Identifier: EUPL-1.2
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { freePort, listening, must, ROOT, sleep, start } from '../tests/lib/process.mjs';

const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

// state, parent and the two CPU times stand after the name, which may hold spaces
function statOf(pid) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return { parent: Number(fields[1]), cpu: (Number(fields[11]) + Number(fields[12])) / TICKS };
}

/** The process and all that descend from it. */
export function family(pid) {
    const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
        try {
            return [{ pid: Number(name), ...statOf(name) }];
        } catch {
            return []; // it has ended
        }
    });
    const found = all.filter((p) => p.pid === pid);
    for (const member of found) found.push(...all.filter((p) => p.parent === member.pid));
    return found;
}

/** Seconds of CPU that the family has used so far. */
export const cpuOf = (pid) => family(pid).reduce((sum, p) => sum + p.cpu, 0);

/** Memory of one process in MiB: its share, and what is its alone. */
export function memoryOf(pid) {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)[1]) / 1024;
    return { pss: of('Pss'), alone: of('Private_Clean') + of('Private_Dirty') };
}

/**
 * Asks for a while and tells what it cost: { micros, perSecond, n, refused }: CPU microseconds a
 * request, of the server only. A script and its words make wrk send something else than GET.
 */
export async function load(pid, url, { seconds = 4, connections = 16, headers = {}, script = null, words = [] } = {}) {
    const args = ['-t2', `-c${connections}`, '--timeout', '10s',
        ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
        ...(script ? ['-s', join(ROOT, 'bench', script)] : []), url, ...(words.length ? ['--', ...words] : [])];
    await must('wrk', ['-d1s', ...args]); // warm
    const before = cpuOf(pid);
    const { out } = await must('wrk', [`-d${seconds}s`, ...args]);
    const used = cpuOf(pid) - before;
    const n = Number(/(\d+) requests in/.exec(out)[1]);
    const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(out)?.[1] ?? 0);
    return { micros: (used / n) * 1e6, perSecond: n / seconds, n, refused };
}

/** The floor, built and started on a database of its own. */
export async function startFloor() {
    const program = join(ROOT, 'build/bench/floor');
    await must('cc', ['-O2', join(ROOT, 'bench/floor.c'), '-o', program, '-lmicrohttpd', '-lsqlite3']);
    const folder = mkdtempSync(join(tmpdir(), 'samstyr-floor-'));
    const port = await freePort();
    const child = start(program, [String(port), join(folder, 'floor.db')]);
    while (!(await listening(port))) {
        if (!child.running()) throw new Error(`the floor did not start: ${child.log()}`);
        await sleep(10);
    }
    return {
        url: `http://127.0.0.1:${port}`, pid: child.pid,
        async stop() {
            await child.stop();
            rmSync(folder, { recursive: true, force: true });
        },
    };
}

export async function median(times, measure) {
    const all = [];
    for (let i = 0; i < times; i++) all.push(await measure());
    return all.sort((a, b) => a - b)[Math.floor(times / 2)];
}

/** A file of the reference data that lies beside the tree on some machines; null when it does not. */
export function shared(path) {
    const file = join(ROOT, '../shared', path);
    return existsSync(file) ? file : null;
}
