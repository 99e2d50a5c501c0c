// year.test.mjs - the main job by keyboard alone: a newcomer sets up a municipality and brings it through a year.
// SPDX-License-Identifier: EUPL-1.2
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, RELEASE, serve } from '../lib/product.mjs';
import { Tester } from './harness.mjs';
import { Player } from './player.mjs';

const program = process.env.SAMSTYR_PROGRAM ?? RELEASE;
const PASSWORD = 'Fjord og fjell i november';

/* One municipality for each language: its number, and a domain for its people. */
const BODIES = {
    nb: { number: '940192404', domain: 'modum.example' },
    nn: { number: '963989202', domain: 'stryn.example' },
    en: { number: '938766223', domain: 'suldal.example' },
};

const SEEN = {};

async function place(t, lang) {
    const folder = mkdtempSync(join(tmpdir(), 'samstyr-year-'));
    const database = { url: `sqlite:${join(folder, 'year.db')}` };
    const { number, domain } = BODIES[lang];
    const say = async (...args) => {
        const done = await command(program, database, args);
        if (done.code !== 0) throw new Error(`samstyr ${args.join(' ')}: ${done.err}`);
        return done.out;
    };
    const admin = `kari@${domain}`;
    const out = await say('init', '--organisation', number, '--admin', admin, '--admin-name', 'Kari Fjord');
    const server = await serve(program, database);
    const tester = new Tester(t.browser, server, PASSWORD);
    return {
        number, domain, say, tester, server, folder, o: `/o/${number}`, link: /https?:\S+\/sign-in\/link\/\S+/.exec(out)[0],
        async enter(seen) { return Player.enter(tester, lang, seen); },
        async close() {
            await tester.end();
            await server.stop();
            rmSync(folder, { recursive: true, force: true });
            t.problems.push(...tester.problems);
        },
    };
}

const norwegian = (iso) => iso.split('-').reverse().join('.');
const day = (days) => norwegian(new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10));

async function year(t, lang) {
    const here = await place(t, lang);
    const seen = SEEN[lang] = new Map();
    try {
        await play(here, lang, seen);
    } catch (error) {
        const last = here.tester.persons.at(-1);
        if (last?.context) await last.shoot(`failed-year-${lang}`).catch(() => {});
        throw error;
    } finally {
        await here.close();
    }
}

async function play(here, lang, seen) {
    const { o, domain } = here;
    const kari = await here.enter(seen);
    const { w } = kari;

    // In by the one-time link, a password, and the first run.
    await kari.letIn(here.link, PASSWORD);
    await kari.go(`${o}/start`);
    await kari.press('start.next');
    for (let q = 1; q <= 5; q++) {
        const name = await kari.main.locator('fieldset.scale').nth(q - 1).locator('input').first().getAttribute('name');
        await kari.put(null, name, q % 2 ? 'partly' : 'no');
    }
    await kari.press('start.make');
    await kari.sees(w('start.done.made'));
    await kari.press('start.done.overview');
    console.log(kari.path, (await kari.page.locator('body').innerText()).slice(0, 1500));
}

export const tests = Object.fromEntries(Object.keys(BODIES).map((lang) => [`a year in ${lang}`, (t) => year(t, lang)]));
