// selftest.mjs - the story reader and player, tried on a small pretended server.
// SPDX-License-Identifier: EUPL-1.2
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { formsOf, hiddenFields, multipart, plainText } from '../lib/client.mjs';
import { onlyReads, parseStory } from './parse.mjs';
import { matches, play, point } from './play.mjs';

/* A server with a sign-in form, one list of things, a form token and a job that takes its time. */
function pretend() {
    const things = [];
    let asked = 0;
    return createServer((q, r) => {
        const parts = [];
        q.on('data', (part) => parts.push(part));
        q.on('end', () => {
            const body = Buffer.concat(parts).toString();
            const url = new URL(q.url, 'http://x');
            const signedIn = /session=ok/.test(q.headers.cookie ?? '') || q.headers.authorization === 'Bearer key-of-kari@x.example-sign';
            const answer = (status, type, text, headers = {}) => {
                r.writeHead(status, { 'content-type': type, ...headers });
                r.end(text);
            };
            const json = (status, tree, headers) => answer(status, 'application/json', JSON.stringify(tree), headers);
            if (url.pathname === '/sign-in' && q.method === 'GET')
                return answer(200, 'text/html; charset=utf-8', '<form method="post" action="/sign-in"><input type="hidden" name="token" value="a&amp;b">' +
                    '<input type="email" name="who"><input type="password" name="secret"></form>', { 'set-cookie': 'seen=1; Path=/' });
            if (url.pathname === '/sign-in') {
                const good = new URLSearchParams(body);
                return good.get('who') === 'kari@x.example' && good.get('secret') === 'hemmelig' && good.get('token') === 'a&b'
                    ? answer(303, 'text/plain', '', { location: '/', 'set-cookie': 'session=ok; HttpOnly' })
                    : answer(422, 'text/html', '<p>Feil passord</p>');
            }
            if (!signedIn) return json(401, { title: 'who are you' });
            if (url.pathname === '/things' && q.method === 'GET' && /html/.test(q.headers.accept))
                return answer(200, 'text/html', `<h1>${url.searchParams.get('lang') === 'nn' ? 'Tinga' : 'Tingene'}</h1>` +
                    `<form method="post" action="/things"><input type="hidden" name="form_token" value="t1"></form>` +
                    `<ul>${things.map((t) => `<li>${t.title} &amp; <b>mer</b></li>`).join('')}</ul>`);
            if (url.pathname === '/things' && q.method === 'GET')
                return json(200, { items: things, count: things.length });
            if (url.pathname === '/things') {
                const form = new URLSearchParams(body);
                const asForm = /urlencoded/.test(q.headers['content-type']);
                if (asForm && form.get('form_token') !== 't1') return json(403, { title: 'token' });
                const file = /multipart/.test(q.headers['content-type']) && /filename="parse.mjs"/.test(body) && /name="form_token"\r\n\r\nt1/.test(body);
                things.push({ id: things.length + 1, title: asForm ? form.get('title') : file ? 'file' : JSON.parse(body).title });
                return json(201, things.at(-1), { location: `/things/${things.length}`, etag: '"1"' });
            }
            if (url.pathname === '/job') return json(200, { state: ++asked < 3 ? 'running' : 'done' });
            return json(404, { title: 'nothing here' });
        });
    });
}

const STORY = `# Kari keeps a list of things
as kari@x.example
> GET /things
< 200
content-type: text/html
!x-nothing
contains Tingene
lang nn
> GET /things
< 200
contains Tinga
lacks Tingene
lang any

> POST /things
form
title = "Éin\\nto"
< 201
location: ~ ^/things/\\d+$
let id = json /id
let same = location ~ (\\d+)$
let etag = header etag

> GET /things/{{id}}
if-match: {{etag}}
< 404
json /title ~ ^nothing

> POST /things
multipart
file = @parse.mjs; type=text/plain
< 201
json /title = file

as kari@x.example token
> POST /things

{"title": "tre & {{same}} {{today+1}}"}
< 2xx
json /title ~ ^tre & 1 \\d{4}-\\d\\d-\\d\\d$
> GET /things
< 200
count /items = 3
json /items/*/id = [1, 2, 3]
json /items/*/title has file
json /items/-1/id >= 3
json /items/0/none absent
json /count = 3

> GET /job
< 200
json /state = done
within 5 s

as nobody
> GET /things
< 401|403
text ~ who
let why = body ~ "title":"(.*?)"

$ echo "two words" {{why}}
| input
< 0
contains two words who are you input
`;

const tests = {
    async 'a whole story goes through'(url) {
        const story = { ...parseStory(STORY, 'whole.http'), path: new URL('whole.http', import.meta.url).pathname };
        await play(story, worldAt(url));
    },
    async 'each kind of wrong answer is found, with its line'(url) {
        const wrong = [['< 201', 'got 200'], ['< 200\ncontains Nothing', 'not there'], ['< 200\nlacks Tingene', 'it is there'],
            ['< 200\ncontent-type: text/plain', 'text/html'], ['< 200\n!content-type', 'text/html'], ['< 200\njson /a = 1', 'not JSON'],
            ['< 200\nlet x = header none', 'there is none'], ['< 200\nbody ~ ^Z', 'otherwise'], ['< 200\ncontains {{x}}', 'not known']];
        for (const [answer, why] of wrong) {
            const story = parseStory(`# Wrong\nas kari@x.example\n> GET /things\n${answer}\n`, 'wrong.http');
            await assert.rejects(play(story, worldAt(url)), (e) => e.message.startsWith('wrong.http:') && e.message.includes(why), why);
        }
    },
    async 'a wrong password is told'(url) {
        const story = parseStory('# Wrong\nas kari@x.example password feil\n> GET /\n< 200\n', 'wrong.http');
        await assert.rejects(play(story, worldAt(url)), /wrong.http:2: sign-in .* 422: Feil passord/);
    },
    'a story that cannot be read says where'() {
        const broken = { '# T\n> GET /x\n': /:2: a request without an answer/, '> GET /\n< 200\n': /:1: begins without/,
            '# T\nfly away\n': /:2: not understood/, '# T\n< 200\n': /:2: an answer without/, '# T\n> GET /\n< 200\nhm\n': /:4: expectation/,
            '# T\n> POST /\nform\na = b\n\nc\n< 200\n': /neither field nor answer/, '# T\nlang de\n': /lang is/ };
        for (const [text, why] of Object.entries(broken)) assert.throws(() => parseStory(text, 'b.http'), why);
    },
    'who only reads may share a server'() {
        const read = (text) => onlyReads(parseStory(`# T\n${text}`, 'r.http'));
        assert.equal(read('as a@b token\n> GET /x\n< 200\n'), true);
        assert.equal(read('> POST /x\n\n{}\n< 200\n'), false);
        assert.equal(read('own server\n> GET /x\n< 200\n'), false);
        assert.equal(read('$ verify\n< 0\n'), false);
        assert.equal(parseStory('# T\nonly sqlite: it is about the file\n', 's').only, 'sqlite');
    },
    'comparisons'() {
        for (const [got, how, text] of [[3, '=', '3'], ['3', '=', '3'], ['a b', '=', 'a b'], ['a', '=', '"a"'], [null, '=', 'null'],
            [true, '=', 'true'], [[1, 2], 'has', '2'], [['x'], 'lacks', 'y'], ['abc', 'has', 'b'], [10, '>', '9'], ['2026-02-01', '<', '2026-10-01'],
            [{ a: 1, b: 2 }, '=', '{"b":2,"a":1}'], ['x', '!=', 'y'], ['risk 7', '~', '^risk \\d$'], ['x', '!~', 'y']])
            assert.ok(matches(got, how, text), `${JSON.stringify(got)} ${how} ${text}`);
        for (const [got, how, text] of [[3, '=', '4'], [undefined, '=', 'x'], [undefined, '~', '.'], [null, '<', '1'], [[1], 'has', '"1"']])
            assert.ok(!matches(got, how, text), `not: ${JSON.stringify(got)} ${how} ${text}`);
        assert.deepEqual(point({ a: [{ b: 1 }, { b: 2 }] }, '/a/*/b'), [1, 2]);
        assert.equal(point({ 'x/y': { '~': 5 } }, '/x~1y/~0'), 5);
        assert.equal(point({ a: [1, 2] }, '/a/-1'), 2);
    },
    'forms and pages are read as a browser does'() {
        const page = `<form action='/other' method=POST><input type=hidden name=csrf value=1></form>
            <form method="post" action="/a?x=1"><input name="version" type="hidden" value="&#x37;"><input name=t></form>`;
        assert.equal(formsOf(page, '/p').length, 2);
        assert.deepEqual(hiddenFields(page, '/p', '/a'), [['version', '7']]);
        assert.deepEqual(hiddenFields(page, '/p', '/elsewhere'), [['csrf', '1']]);
        assert.equal(plainText('<p>R&oslash;d&nbsp;&amp;\n <b>bl&#229;</b><script>x</script></p>'), 'R&oslash;d & blå');
        const { type, body } = multipart([['a', 'b'], ['f', { name: 'x.csv', type: 'text/csv', bytes: Buffer.from('1;2') }]]);
        assert.match(type, /^multipart\/form-data; boundary=/);
        assert.match(body.toString(), /name="f"; filename="x.csv"\r\ncontent-type: text\/csv\r\n\r\n1;2\r\n--/);
    },
};

const worldAt = (url) => ({
    url, password: 'hemmelig', tokenFor: async (email, scope) => `key-of-${email}-${scope}`,
    runCommand: async (args, input) => ({ code: 0, out: `${args.slice(1).join(' ')} ${input}`, err: '' }),
});

let passed = 0, failed = 0;
for (const [name, test] of Object.entries(tests)) {
    const server = pretend();
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    try {
        await test(`http://127.0.0.1:${server.address().port}`);
        passed++;
    } catch (error) {
        failed++;
        console.log(`failed: ${name}\n${error.stack}`);
    }
    server.close();
}
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
