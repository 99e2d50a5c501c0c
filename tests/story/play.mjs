// play.mjs - plays a story against a server and throws at the first thing that is not as told.
// SPDX-License-Identifier: EUPL-1.2
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client, plainText } from '../lib/client.mjs';
import { sleep } from '../lib/process.mjs';

/** What a story found wrong, with the line and the answer it got. */
export class Surprise extends Error {
    constructor(story, line, why, reply) {
        const shown = reply === undefined ? '' : `\n    answer: ${reply.status} ${JSON.stringify(reply.headers ?? {})}\n    ` +
            shorten(reply).replace(/\n/g, '\n    ');
        super(`${story.file}:${line}: ${why}${shown}`);
    }
}

function shorten(reply) {
    const page = /html/.test(reply.headers?.['content-type'] ?? '');
    return (page ? plainText(reply.body) : reply.body).slice(0, 1500);
}

/**
 * `world` is { url, password, persons, values, signIn(client, email, password), tokenFor(email, scope),
 * runCommand(args, input) }; `persons` gives emails by shorter names, `values` is what is remembered from
 * the start, and all but the first two may be missing. Persons stay signed in through the story.
 */
export async function play(story, world) {
    const persons = new Map();
    const values = new Map(Object.entries(world.values ?? {}));
    const stamp = `${Date.now().toString(36)}${Math.floor(Math.random() * 1e6).toString(36)}`;
    let client = new Client(world.url);
    let lang = null;

    for (const step of story.steps) {
        try {
            if (step.kind === 'as') client = await become(step);
            else if (step.kind === 'lang') lang = step.lang === 'any' ? null : step.lang;
            else if (step.kind === 'let') values.set(step.name, fill(step.value, step.line));
            else await ask(step);
        } catch (error) {
            if (error instanceof Surprise) throw error;
            throw new Surprise(story, step.line, error.message);
        }
    }

    // {{name}}, {{today}}, {{today+30}}, {{now}}, {{unique}}; {{ }} may stand anywhere in a story.
    function fill(text, line) {
        return text.replace(/\{\{\s*([\w-]+?)\s*([+-]\s*\d+)?\s*\}\}/g, (whole, name, days) => {
            if (name === 'today') return dayFromNow(Number((days ?? '0').replace(/\s/g, '')));
            if (name === 'now') return String(Date.now());
            if (name === 'unique') return stamp;
            if (!values.has(name)) throw new Surprise(story, line, `${whole} is not known here`);
            return values.get(name);
        });
    }

    async function become(step) {
        const named = fill(step.email, step.line);
        const email = world.persons?.[named] ?? named;
        if (email !== 'nobody' && !email.includes('@')) throw new Error(`nobody is known as "${email}"`);
        const password = step.password ? fill(step.password, step.line) : world.password;
        const key = `${email} ${step.token ?? ''} ${password}`;
        if (email === 'nobody') return new Client(world.url);
        if (!persons.has(key)) {
            const person = new Client(world.url);
            if (step.token) person.token = await world.tokenFor(email, step.token.split(/\s+/)[1] ?? 'sign');
            else if (world.signIn) await world.signIn(person, email, password);
            else await person.signIn(email, password);
            persons.set(key, person);
        }
        return persons.get(key);
    }

    async function ask(step) {
        const patience = Date.now() + step.expect.within * 1000;
        for (;;) {
            const reply = step.kind === 'run' ? await command(step) : await send(step);
            try {
                checkStatus(step, reply);
                for (const check of step.expect.checks) judge(check, reply);
                return;
            } catch (error) {
                if (!(error instanceof Surprise) || Date.now() >= patience) throw error;
            }
            await sleep(150);
        }
    }

    async function command(step) {
        const args = fill(step.args, step.line).match(/"[^"]*"|\S+/g).map((word) => word.replace(/^"(.*)"$/, '$1'));
        const done = await world.runCommand(args, fill(step.input, step.line));
        return { status: done.code, headers: {}, body: done.out + done.err, bytes: Buffer.from(done.out) };
    }

    function send(step) {
        const line = step.line;
        const headers = Object.fromEntries(step.headers.map(([name, value]) => [name, fill(value, line)]));
        let path = fill(step.path, line);
        if (lang) {
            headers['accept-language'] ??= lang;
            if (['GET', 'HEAD'].includes(step.method) && !/[?&]lang=/.test(path))
                path = path.replace(/(#.*)?$/, `${path.includes('?') ? '&' : '?'}lang=${lang}$1`);
        }
        const fields = step.form ?? step.multipart;
        if (fields)
            return client.post(path, fields.map(([name, value]) => [fill(name, line), fieldValue(fill(value, line), step)]), headers);
        let body = step.body === null ? null : fill(step.body, line);
        const file = body?.match(/^@(\S+)$/);
        if (file) body = readFileSync(beside(file[1]));
        else if (body && /^\s*[[{]/.test(body)) headers['content-type'] ??= 'application/json';
        return client.send(step.method, path, headers, body);
    }

    // @name[; type=text/csv] is a file beside the story; "..." is read as JSON, for line breaks.
    function fieldValue(value, step) {
        const file = /^@(\S+?)(?:\s*;\s*type=(\S+))?$/.exec(value);
        if (file && step.multipart)
            return { name: file[1].replace(/^.*\//, ''), type: file[2] ?? 'application/octet-stream', bytes: readFileSync(beside(file[1])) };
        return /^".*"$/.test(value) ? JSON.parse(value) : value;
    }

    function beside(name) {
        return join(dirname(story.path ?? story.file), name);
    }

    function checkStatus(step, reply) {
        const wanted = step.expect.status.split('|');
        const got = String(reply.status);
        if (!wanted.some((want) => want === got || (/^\dxx$/.test(want) && want[0] === got[0])))
            throw new Surprise(story, step.expect.line, `expected ${step.expect.status}, got ${got}` +
                (step.kind === 'request' ? ` for ${step.method} ${fill(step.path, step.line)}` : ''), reply);
    }

    function judge(check, reply) {
        const fail = (why) => {
            throw new Surprise(story, check.line, `${check.text}: ${why}`, reply);
        };
        const value = check.value === undefined ? undefined : fill(check.value, check.line);
        if (check.kind === 'contains' || check.kind === 'lacks') {
            const there = reply.body.includes(value) || plainText(reply.body).includes(value);
            if (there !== (check.kind === 'contains')) fail(there ? 'it is there' : 'it is not there');
        } else if (check.kind === 'header') {
            const got = reply.headers[check.name];
            if (check.how === 'absent' ? got !== undefined : !matches(got, check.how, value)) fail(`it is ${show(got)}`);
        } else if (check.kind === 'json') {
            const got = pick(check, reply, fail);
            if (!matches(got, check.how, value)) fail(`it is ${show(got)}`);
        } else if (check.kind === 'absent' || check.kind === 'present') {
            const got = pick(check, reply, fail);
            const there = got !== undefined && !(Array.isArray(got) && check.pointer.includes('*') && !got.length);
            if (there !== (check.kind === 'present')) fail(`it is ${show(got)}`);
        } else if (check.kind === 'count') {
            const got = pick(check, reply, fail);
            const size = Array.isArray(got) ? got.length : got && typeof got === 'object' ? Object.keys(got).length : undefined;
            if (!matches(size, check.how, value)) fail(`there are ${size}`);
        } else if (check.kind === 'body' || check.kind === 'text') {
            const got = check.kind === 'body' ? reply.body : plainText(reply.body);
            if (!matches(got, check.how, value)) fail('it is otherwise');
        } else if (check.kind === 'let') {
            keep(check, reply, fail);
        }
    }

    function keep(check, reply, fail) {
        let got = check.from === 'json' ? pick({ pointer: fill(check.key, check.line) }, reply, fail)
            : check.from === 'header' ? reply.headers[check.key.toLowerCase()]
            : check.from === 'location' ? reply.headers.location : reply.body;
        if (got === undefined || got === null) fail('there is none');
        if (check.pattern) {
            const found = new RegExp(fill(check.pattern, check.line), 'u').exec(String(got));
            if (!found) fail(`it is ${show(got)}`);
            got = found[1] ?? found[0];
        }
        values.set(check.name, typeof got === 'object' ? JSON.stringify(got) : String(got));
    }

    function pick(check, reply, fail) {
        if (reply.tree === undefined)
            try {
                reply.tree = JSON.parse(reply.body);
            } catch {
                fail('the answer is not JSON');
            }
        return point(reply.tree, fill(check.pointer, check.line));
    }
}

/** The part of a tree that a JSON pointer names; * is every element, -1 the last. */
export function point(tree, pointer) {
    let parts = [tree];
    let many = false;
    for (const raw of pointer.split('/').slice(1)) {
        const key = raw.replace(/~1/g, '/').replace(/~0/g, '~');
        if (key === '*') {
            many = true;
            parts = parts.flatMap((part) => (part && typeof part === 'object' ? Object.values(part) : []));
        } else {
            parts = parts.map((part) => (key === '-1' && Array.isArray(part) ? part.at(-1) : part?.[key]));
        }
    }
    return many ? parts.filter((part) => part !== undefined) : parts[0];
}

/** Compares what was got with text from a story; = reads the text as JSON where it can. */
export function matches(got, how, text) {
    if (how === '~' || how === '!~')
        return (got !== undefined && new RegExp(text, 'u').test(asText(got))) === (how === '~');
    const wanted = literal(text);
    if (how === 'has' || how === 'lacks') {
        const there = Array.isArray(got) ? got.some((one) => same(one, wanted, text)) : asText(got).includes(text);
        return there === (how === 'has');
    }
    if (how === '=' || how === '!=') return same(got, wanted, text) === (how === '=');
    if (got === undefined || got === null) return false;
    const [a, b] = isNaN(Number(got)) || isNaN(Number(text)) ? [String(got), text] : [Number(got), Number(text)];
    return how === '>' ? a > b : how === '<' ? a < b : how === '>=' ? a >= b : a <= b;
}

function literal(text) {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

const asText = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
const same = (got, wanted, text) => JSON.stringify(sorted(got)) === JSON.stringify(sorted(wanted)) ||
    (typeof got === 'string' && got === text);
const show = (value) => (value === undefined ? 'absent' : JSON.stringify(value)?.slice(0, 300));

// Members in one order, so that objects compare by what they hold.
function sorted(value) {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

// A day in Norway: that is where the product's days begin.
function dayFromNow(days) {
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(new Date());
    const day = new Date(`${today}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + days);
    return day.toISOString().slice(0, 10);
}
