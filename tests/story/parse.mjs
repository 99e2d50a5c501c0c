// parse.mjs - reads a story: plain text in, a list of steps out. README.md tells the form.
// SPDX-License-Identifier: EUPL-1.2

/** A story that cannot be read: `file:line: why`. */
export class StoryError extends Error {}

/* How a name is compared with what stands after it. */
const COMPARISONS = ['=', '!=', '~', '!~', '>=', '<=', '>', '<', 'has', 'lacks'];

/**
 * { file, title, only, own, steps }; `only` is an engine or null, `own` asks for a server. A step is one of
 *   { kind: 'as', email, password, token }     { kind: 'lang', lang }
 *   { kind: 'let', name, value }               { kind: 'run', args, input, expect }
 *   { kind: 'request', method, path, headers, form, multipart, body, expect }
 * and `expect` is { status, within, checks: [...] }. Every step and check knows its `line`.
 */
export function parseStory(text, file) {
    const lines = text.replace(/\r\n/g, '\n').split('\n');
    const story = { file, title: null, only: null, own: false, steps: [] };
    let at = 0;
    const fail = (why, line = at) => {
        throw new StoryError(`${file}:${line + 1}: ${why}`);
    };
    const last = () => story.steps[story.steps.length - 1];

    while (at < lines.length) {
        const line = lines[at].trimEnd();
        const words = line.trim().split(/\s+/);
        if (line === '') {
            at++;
        } else if (line.startsWith('#')) {
            story.title ??= line.replace(/^#+\s*/, '');
            at++;
        } else if (line.startsWith('> ')) {
            story.steps.push(readRequest());
        } else if (line.startsWith('$ ')) {
            story.steps.push(readCommand());
        } else if (line.startsWith('< ')) {
            if (!last() || !('expect' in last()) || last().expect) fail('an answer without a request before it');
            last().expect = readAnswer();
        } else if (words[0] === 'as') {
            story.steps.push(readPerson(line));
            at++;
        } else if (words[0] === 'lang') {
            if (!['nb', 'nn', 'en', 'any'].includes(words[1])) fail('lang is nb, nn, en or any');
            story.steps.push({ kind: 'lang', lang: words[1], line: at + 1 });
            at++;
        } else if (words[0] === 'let') {
            const [, name, value] = /^let\s+([\w-]+)\s*=\s*(.*)$/.exec(line) ?? fail('let NAME = VALUE');
            story.steps.push({ kind: 'let', name, value, line: at + 1 });
            at++;
        } else if (words[0] === 'only') {
            [, story.only] = /^only\s+(sqlite|postgresql)\s*:\s*\S/.exec(line) ?? fail('only ENGINE: reason');
            at++;
        } else if (line === 'own server') {
            story.own = true;
            at++;
        } else {
            fail(`not understood: "${line}"`);
        }
    }
    for (const step of story.steps)
        if ('expect' in step && !step.expect) fail('a request without an answer after it (< 200)', step.line - 1);
    if (!story.title) fail('begins without a sentence that says what the story tells (# ...)', 0);
    return story;

    function readPerson(line) {
        const [, email, , password, token] =
            /^as\s+(\S+)(\s+password\s+(\S.*?)|\s+(token(?:\s+(?:read|write))?))?$/.exec(line) ?? fail('as EMAIL [token | password WORD]');
        return { kind: 'as', email, password, token, line: at + 1 };
    }

    // > METHOD /path, headers, then a body after a blank line, or form/multipart fields.
    function readRequest() {
        const [, method, path] = /^>\s+([A-Z]+)\s+(\S.*)$/.exec(lines[at].trimEnd()) ?? fail('> METHOD /path');
        const step = { kind: 'request', method, path, headers: [], form: null, multipart: null, body: null,
            expect: null, line: at + 1 };
        at++;
        for (; at < lines.length; at++) {
            const line = lines[at].trimEnd();
            if (line === '' || line.startsWith('< ')) break;
            if (line.startsWith('#')) continue;
            if (line === 'form' || line === 'multipart') {
                at++;
                step[line] = readFields();
                break;
            }
            const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? fail(`a header is "name: value", not "${line}"`);
            step.headers.push([name.toLowerCase(), value]);
        }
        const body = [];
        while (at < lines.length && !/^< /.test(lines[at])) body.push(lines[at++]);
        while (body.length && body[0].trim() === '') body.shift();
        while (body.length && body[body.length - 1].trim() === '') body.pop();
        if (body.length) {
            if (step.form || step.multipart) fail(`neither field nor answer: "${body[0]}"`);
            step.body = body.join('\n');
        }
        return step;
    }

    // Lines "name = value" up to a blank line or the answer; a value in quotes is read as JSON.
    function readFields() {
        const fields = [];
        for (; at < lines.length && lines[at].trim() !== '' && !lines[at].startsWith('< '); at++) {
            if (lines[at].trim().startsWith('#')) continue;
            const [, name, value] = /^\s*([^\s=]+)\s*=\s*(.*?)\s*$/.exec(lines[at]) ?? fail('a field is "name = value"');
            fields.push([name, value]);
        }
        return fields;
    }

    // $ samstyr-arguments, with optional input lines "| text"
    function readCommand() {
        const step = { kind: 'run', args: lines[at].slice(2).trim(), input: '', expect: null, line: at + 1 };
        for (at++; at < lines.length && lines[at].startsWith('|'); at++)
            step.input += `${lines[at].replace(/^\| ?/, '')}\n`;
        return step;
    }

    function readAnswer() {
        const [, status] = /^<\s+(\S+)\s*$/.exec(lines[at]) ?? fail('< STATUS');
        const expect = { status, within: 0, checks: [], line: at + 1 };
        for (at++; at < lines.length; at++) {
            const line = lines[at].trim();
            if (line === '' || line.startsWith('#')) continue;
            if (/^(>|\$|<|as|lang|only)\s/.test(line) || /^let\s+[\w-]+\s*=\s*(?!\s|json\b|header\b|body\b|location\b)/.test(line)) break;
            const within = /^within\s+(\d+)\s*s$/.exec(line);
            if (within) expect.within = Number(within[1]);
            else expect.checks.push(readCheck(line));
        }
        return expect;
    }

    function readCheck(line) {
        const check = { line: at + 1, text: line };
        const comparison = COMPARISONS.map((c) => c.replace(/[<>=!~]/g, '\\$&')).join('|');
        let found;
        if ((found = /^(contains|lacks)\s+(.+)$/.exec(line)))
            return { ...check, kind: found[1], value: found[2] };
        if ((found = new RegExp(`^(json|count)\\s+(\\S*)\\s+(${comparison})\\s+(.*)$`).exec(line)))
            return { ...check, kind: found[1], pointer: found[2], how: found[3], value: found[4] };
        if ((found = /^json\s+(\S*)\s+(absent|present)$/.exec(line)))
            return { ...check, kind: found[2], pointer: found[1] };
        if ((found = new RegExp(`^(body|text)\\s+(${comparison})\\s+(.*)$`).exec(line)))
            return { ...check, kind: found[1], how: found[2], value: found[3] };
        if ((found = /^let\s+([\w-]+)\s*=\s*(json|header|body|location)\b\s*([^~\s]*)\s*(?:~\s*(.+))?$/.exec(line)))
            return { ...check, kind: 'let', name: found[1], from: found[2], key: found[3], pattern: found[4] };
        if ((found = /^!([\w-]+)$/.exec(line)))
            return { ...check, kind: 'header', name: found[1].toLowerCase(), how: 'absent' };
        if ((found = /^([\w-]+):\s*(~\s*)?(.*)$/.exec(line)))
            return { ...check, kind: 'header', name: found[1].toLowerCase(), how: found[2] ? '~' : '=', value: found[3] };
        return fail(`expectation not understood: "${line}"`);
    }
}

/**
 * Whether a story changes nothing, so that it may share a server with others: it asks only, and runs
 * no command. Signing in is not a change to others.
 */
export function onlyReads(story) {
    return !story.own && story.steps.every((step) => step.kind !== 'run' &&
        (step.kind !== 'request' || ['GET', 'HEAD', 'OPTIONS'].includes(step.method)));
}
