// slow.bench.mjs - what an honest client notices of 3 x 2,000 slow ones: slow headers, slow bodies, slow readers.
// SPDX-License-Identifier: EUPL-1.2
import http from 'node:http';
import { BODY, OFFICER, openStable, RELEASE, serve, tokenFor } from '../tests/lib/product.mjs';
import { run, sleep } from '../tests/lib/process.mjs';

export const title = 'An honest client beside slow ones (2 workers; each kind alone, then all three at once)';

const SECONDS = 25;
const KINDS = {
    headers: ['-H', '-i', '5'],
    bodies: ['-B', '-i', '5', '-s', '8192', '-x', '10', '-t', 'POST'],
    readers: ['-X', '-w', '1', '-y', '2', '-n', '5', '-z', '1', '-k', '3'],
};

export async function* rows() {
    const stable = await openStable('sqlite', RELEASE);
    const database = await stable.fresh();
    const token = await tokenFor(RELEASE, database, OFFICER);
    const server = await serve(RELEASE, database, { workers: 2 });
    const style = /href="(\/assets\/[^"]+\.css[^"]*)"/.exec(await (await fetch(`${server.url}/sign-in`)).text())[1];
    const aims = { headers: '/sign-in', bodies: '/sign-in', readers: style };
    const slow = (kind) => run('slowhttptest',
        ['-c', '2000', '-r', '500', '-l', String(SECONDS), '-p', '3', ...KINDS[kind], '-u', server.url + aims[kind]],
        { seconds: SECONDS + 60 });
    try {
        yield* told('nobody else', [], 8);
        for (const kind of Object.keys(KINDS)) yield* told(`2,000 slow ${kind}`, [kind], SECONDS);
        yield* told('3 x 2,000 slow ones', Object.keys(KINDS), SECONDS);
    } finally {
        await server.stop();
        await database.drop();
        await stable.close();
    }

    async function* told(what, kinds, seconds) {
        const attacks = kinds.map(slow);
        const honest = await ask(server.url, token, seconds);
        const closed = (await Promise.all(attacks)).map(reach);
        const at = (part) => honest.times[Math.min(honest.times.length - 1, Math.floor(honest.times.length * part))] ?? Infinity;
        yield { what: `${what}: p99`, ours: at(0.99), unit: 'ms', aim: 500,
            note: `median ${at(0.5).toFixed(1)} ms, longest ${at(1).toFixed(0)} ms of ${honest.times.length}; ${closed.join(', ')}` };
        yield { what: `${what}: errors`, ours: honest.errors, unit: '', aim: 0, note: honest.why };
    }
}

// How many of the slow ones got in, and how many were shut out again; an attack that did not happen proves nothing.
function reach({ out }) {
    const plain = out.replace(/\x1b\[[\d;]*m/g, '');
    const most = (name) => Math.max(0, ...[...plain.matchAll(new RegExp(`${name}:\\s+(\\d+)`, 'g'))].map(([, n]) => Number(n)));
    if (most('connected') + most('closed') < 1500) throw new Error(`the slow ones did not come: ${plain.slice(-500)}`);
    return `${most('connected')} in, ${most('closed')} shut out`;
}

// Eight who read a page again and again, each request on a connection of its own: the hardest case.
async function ask(url, token, seconds) {
    const end = Date.now() + seconds * 1000, result = { times: [], errors: 0, why: '' };
    const one = () => new Promise((resolve) => {
        const began = performance.now();
        const failed = (why) => { result.errors++; result.why = String(why); resolve(); };
        const sent = http.get(`${url}/o/${BODY}/risks?limit=10`,
            { agent: false, headers: { authorization: `Bearer ${token}`, accept: 'text/html' }, timeout: 10_000 }, (reply) => {
                reply.resume().on('error', failed).on('end', () => {
                    if (reply.statusCode !== 200) return failed(`status ${reply.statusCode}`);
                    result.times.push(performance.now() - began);
                    resolve();
                });
            });
        sent.on('timeout', () => sent.destroy(new Error('no answer within 10 s'))).on('error', failed);
    });
    await Promise.all(Array.from({ length: 8 }, async () => {
        while (Date.now() < end) {
            await one();
            await sleep(20);
        }
    }));
    result.times.sort((a, b) => a - b);
    return result;
}
