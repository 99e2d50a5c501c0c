// run.mjs - plays all stories on one engine: node tests/story/run.mjs [--engine E] [--program P] [NAME]
// SPDX-License-Identifier: EUPL-1.2
//
// Stories that only read share one server; every other story has a server and a fresh database of
// its own. NAME picks the stories whose path has it.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../lib/process.mjs';
import { BODIES, BODY, command, DEV, openStable, PASSWORD, PERSONS, serve, tokenFor } from '../lib/product.mjs';
import { Client } from '../lib/client.mjs';
import { onlyReads, parseStory } from './parse.mjs';
import { play } from './play.mjs';

const { values: options, positionals: [name = ''] } = parseArgs({
    allowPositionals: true,
    options: { engine: { type: 'string', default: 'sqlite' }, program: { type: 'string', default: DEV },
        jobs: { type: 'string', default: '2' } },
});
const { engine } = options;
const program = resolve(options.program);

const tally = { passed: 0, failed: 0 };
const tell = (what, story, why = '') => {
    tally[what]++;
    if (what !== 'passed') console.log(`${what}: ${story.file}${why && `: ${why}`}`);
};

const stories = [];
for (const path of [...find(join(ROOT, 'src'), /\/cases\/[^/]+\.http$/), ...find(join(ROOT, 'tests/stories'), /\.http$/)].sort()) {
    const file = relative(ROOT, path);
    if (!file.includes(name)) continue;
    try {
        const story = { ...parseStory(readFileSync(path, 'utf8'), file), path };
        if ((story.only ?? engine) === engine) stories.push(story);
    } catch (error) {
        tell('failed', { file }, `cannot be read\n  ${error.message}`);
    }
}

if (stories.length) {
    const stable = await openStable(engine, program);
    try {
        await playAll(stable);
    } finally {
        await stable.close();
    }
}
console.log(`${tally.passed} passed, ${tally.failed} failed, 0 skipped`);
process.exit(tally.failed ? 1 : 0);

function find(folder, pattern) {
    let names = [];
    try {
        names = readdirSync(folder);
    } catch {
        return [];
    }
    return names.filter((n) => n !== 'node_modules').map((n) => join(folder, n))
        .flatMap((path) => (statSync(path).isDirectory() ? find(path, pattern) : pattern.test(path) ? [path] : []));
}

async function playAll(stable) {
    const readers = stories.filter(onlyReads);
    const queue = stories.filter((story) => !onlyReads(story));
    const lanes = [playReaders(stable, readers).then(() => playOwn(stable, queue))];
    while (lanes.length < Number(options.jobs)) lanes.push(playOwn(stable, queue));
    await Promise.all(lanes);
}

// One server for those who only look; each person signs in once.
async function playReaders(stable, readers) {
    if (readers.length === 0) return;
    const database = await stable.fresh();
    const server = await serve(program, database);
    const world = worldOf(server, database);
    const signedIn = new Map();
    world.signIn = async (person, email, password) => {
        const key = `${email} ${password}`;
        if (!signedIn.has(key)) {
            const first = new Client(server.url);
            signedIn.set(key, first.signIn(email, password).then(() => first.cookies));
        }
        person.cookies = new Map(await signedIn.get(key));
    };
    for (const story of readers) tellHow(story, await troubleIn(story, world));
    const trouble = await troubleAtEnd(server, database);
    if (trouble) tell('failed', { file: 'the stories that only read' }, trouble);
}

async function playOwn(stable, queue) {
    for (let story; (story = queue.shift()); ) {
        const database = await stable.fresh();
        try {
            const server = await serve(program, database);
            const trouble = await troubleIn(story, worldOf(server, database));
            tellHow(story, [trouble, await troubleAtEnd(server, database)].filter(Boolean).join('\n  '));
        } catch (error) {
            tellHow(story, error.message);
            await database.drop();
        }
    }
}

function worldOf(server, database) {
    return {
        url: server.url, password: PASSWORD, persons: PERSONS, values: { body: BODY, password: PASSWORD, ...BODIES },
        runCommand: (args, input) => command(program, database, args, { input }),
        tokenFor: (email, scope) => tokenFor(program, database, email, scope),
    };
}

function tellHow(story, trouble) {
    if (trouble) tell('failed', story, `${story.title}\n  ${trouble}`);
    else tell('passed', story);
}

async function troubleIn(story, world) {
    return play(story, world).then(() => null, (error) => error.message);
}

// A story has passed only when its server ended calmly afterwards.
async function troubleAtEnd(server, database) {
    const trouble = await server.stop().then(() => null, (error) => error.message);
    await database.drop();
    return trouble;
}
