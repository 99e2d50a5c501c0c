// year.mjs - the main job by keyboard alone: a newcomer sets up a municipality and brings it through a year.
// SPDX-License-Identifier: EUPL-1.2
//
// Each language has a file, a server and a database of its own (year-nb.test.mjs ...), so that the years can
// be played side by side. Every page that turns up is looked at in all its looks the first time that it, or
// something on it, is new.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, RELEASE, serve } from '../lib/product.mjs';
import { Tester } from './harness.mjs';
import { Player } from './player.mjs';

const program = process.env.SAMSTYR_PROGRAM ?? RELEASE;
const PASSWORD = 'Fjord og fjell i november';

async function place(t, lang, { number, domain }) {
    const folder = mkdtempSync(join(tmpdir(), 'samstyr-year-'));
    const database = { url: `sqlite:${join(folder, 'year.db')}` };
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
        async enter() { return Player.enter(tester, lang); },
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

async function year(t, lang, body) {
    const here = await place(t, lang, body);
    try {
        await play(here);
    } catch (error) {
        const last = here.tester.persons.at(-1);
        if (last?.context) await last.shoot(`failed-year-${lang}`).catch(() => {});
        throw error;
    } finally {
        await here.close();
    }
}

async function play(here) {
    const { o, domain } = here;
    const kari = await here.enter();
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

    // The others are let in: a leader, an employee and an auditor.
    const ids = { kari: await idOf(kari, `${o}/persons`, `kari@${domain}`) };
    const others = {};
    for (const [name, title, role] of [['leif', 'Leif Strand', 'line_manager'], ['eva', 'Eva Myhre', 'employee'], ['rune', 'Rune Dal', 'auditor']]) {
        const email = `${name}@${domain}`;
        ids[name] = await kari.create('person', `${o}/persons`, { name: title, email });
        await kari.go(`${o}/grants/new?person_id=${ids[name]}`);
        await kari.fill('grant', { role });
        await kari.send();
        const link = await here.say('person', 'link', email, '--organisation', here.number);
        others[name] = await here.enter();
        await others[name].letIn(/https?:\S+\/sign-in\/link\/\S+/.exec(link)[0], PASSWORD);
    }
    const { leif, eva, rune } = others;

    // A risk is assessed, treated by a measure, and the measure put in operation.
    const risk = await kari.create('risk', `${o}/risks`, { title: words.risk, owner_id: ids.leif });
    await kari.step('risk', 'assess', { dimension: 'service', likelihood: 4, consequence: 5 });
    const measure = await kari.create('measure', `${o}/measures`, { title: words.measure, owner_id: ids.leif, due_on: day(30) });
    await kari.go(`${o}/risks/${risk}`);
    await kari.step('risk', 'treat', { treatment: 'reduce' }, { refused: true }); // no measure is named
    await kari.sees(w('risk.no_measure'));
    await kari.fill('risk', { measure_ids: measure });
    await kari.send();
    await kari.sees(words.measure);
    await kari.go(`${o}/measures/${measure}`);
    await kari.step('measure', 'start');
    await kari.step('measure', 'put-in-operation', { owner_id: ids.leif });
    await kari.step('measure', 'improve', { reason: words.improved });

    // What is above the leader's level is accepted by those on top.
    await leif.go(`${o}/risks/${risk}`);
    await leif.step('risk', 'accept', { reason: words.accepted }, { refused: true });
    await kari.go(`${o}/risks/${risk}`);
    await kari.step('risk', 'accept', { reason: words.accepted });
    await kari.sees(w('risk.state.accepted'));

    // An incident is reported by whoever saw it, handled, told of in time, and closed.
    const incident = await eva.create('incident', `${o}/incidents`, { title: words.incident, description: words.description, noticed_at: moment(-3) });
    await kari.go(`${o}/incidents/${incident}`);
    await kari.step('incident', 'handle', { handler_id: ids.kari, severity: 'high', personal_data: 'ordinary' });
    await kari.enter(kari.main.getByRole('link', { name: new RegExp(`^${w('incident.clock.send')}`) }).first(), w('incident.clock.send'));
    await kari.put(null, 'sent_at', moment(0));
    await kari.send();
    await kari.step('incident', 'close', { cause: words.cause, personal_data: 'ordinary' });

    // An exercise cannot be evaluated before it was run.
    const exercise = await kari.create('exercise', `${o}/exercises`, { title: words.exercise, form: 'tabletop', planned_on: day(0) });
    await kari.go(`${o}/exercises/${exercise}/evaluate`, { status: 409 });
    await kari.go(`${o}/exercises/${exercise}`);
    await kari.step('exercise', 'run', { ran_on: day(0), participants_text: words.participants });
    await kari.step('exercise', 'evaluate', { results: words.results, evaluation: words.evaluation });

    // Lessons of both are learned, and used.
    for (const [source, id] of [['incident', incident], ['exercise', exercise]]) {
        await kari.create('lesson', `${o}/lessons`, { title: words.lesson, source, [`${source}_id`]: id });
        await kari.step('lesson', 'use', {}, { refused: true });
        await kari.fill('lesson', { risk_ids: risk, measure_ids: measure });
        await kari.send();
        await kari.sees(w('lesson.state.used'));
    }

    // The auditor finds something, it is corrected, and the auditor verifies it.
    const audit = await rune.create('audit', `${o}/audits`, { title: words.audit });
    await rune.step('audit', 'hold', { held_on: day(0), auditor: 'Rune Dal' });
    const finding = await rune.create('finding', `${o}/findings`, { title: words.finding, severity: 'minor', audit_id: audit });
    await kari.go(`${o}/findings/${finding}`);
    await kari.step('finding', 'correct', { owner_id: ids.leif, due_on: day(14), action: words.corrected });
    await kari.step('finding', 'report-corrected');
    await rune.go(`${o}/findings/${finding}`);
    await rune.step('finding', 'verify');
    await rune.go(`${o}/audits/${audit}`);
    await rune.step('audit', 'close', { report: words.audited });

    // Evidence, a document, what the year wheel asks for.
    await kari.create('evidence', `${o}/evidence`, { title: words.evidence });
    await upload(kari, here.folder);
    await kari.create('document', `${o}/documents`, { title: words.document, type: 'policy', body: words.text });
    await kari.step('document', 'approve', { next_review_on: day(365) });
    await kari.sees(w('document.state.approved'));
    await kari.menu('report.year_wheel');
    await kari.menu('activity.many');
    for (let n = 0; n < 2; n++) {
        await kari.enter(kari.main.locator(`a[href^="${o}/activities/"]:not([href*="new"]):not([href*="import"])`).nth(n), 'an activity');
        await kari.step('activity', 'do', { done_on: day(0), done_note: words.done });
        await kari.menu('activity.many');
    }

    // The management's review: prepared, held with a decision, signed, and then locked.
    const review = await kari.create('management_review', `${o}/management-reviews`, { title: words.review, planned_on: day(0) });
    await kari.step('management_review', 'prepare');
    await kari.press('management_review.decision.add');
    await kari.put(null, 'text', words.decision);
    await kari.send();
    await kari.step('management_review', 'hold', { held_on: day(0), conclusion: words.conclusion });
    await kari.step('management_review', 'sign');
    await kari.sees(w('management_review.state.signed'));
    await kari.go(`${o}/management-reviews/${review}/edit`, { status: 403 });

    // What the year shows: five times yes, each with a way to its fact; the council's report; the sector.
    await kari.go(`${o}/indicators`);
    const yes = await kari.main.locator('.self-check .answer.yes').count();
    if (yes !== 5) throw new Error(`${yes} of 5 indicators are yes: ${await kari.main.locator('.self-check').innerText()}`);
    for (let n = 1; n <= 5; n++)
        await kari.enter(kari.main.locator(`#indicator-${n} tbody a`).first(), `a fact of indicator ${n}`).then(() => kari.go(`${o}/indicators`));
    await kari.go(`${o}/council-report`);
    for (const text of [words.measure, words.decision, words.exercise]) await kari.sees(text);
    for (const path of ['', '/self-check', '/statement-of-applicability', '/year-wheel', '/risks/matrix', '/risk-criteria', '/exercises/ready'])
        await kari.go(`${o}${path}`);
    await kari.go('/statistics/internal-control');
    if (!(await kari.main.locator('table td').count())) throw new Error('the sector page shows no figures');
    await kari.go('/me');
}

const words = {
    risk: 'Løsepengar stansar sakshandsaminga', measure: 'Øve på papirrutinar', improved: 'Kvart kvartal, ikkje kvart år', accepted: 'Vi ber denne til nyttår',
    incident: 'E-post sendt til feil mottakar', description: 'Ei liste med namn gjekk til feil adresse.', cause: 'Autofullføring av adresser',
    exercise: 'Skrivebordsøving om utpressing', participants: 'Kriseleiinga', results: 'Varslinga gjekk raskt', evaluation: 'Telefonlista var utdatert',
    lesson: 'Telefonlista må oppdaterast', audit: 'Revisjon av tilgangsstyring', finding: 'Gamle kontoar er opne', corrected: 'Kontoane er stengde', audited: 'Eitt avvik, lukka',
    evidence: 'Logg frå øvinga', document: 'Mål og strategi', text: '# Mål\n\nVi skal tåle eit døgn utan IKT.', done: 'Gjort i møtet', review: 'Gjennomgang med leiinga',
    decision: 'Vi kjøper reserveline', conclusion: 'Styringa verkar',
};

async function idOf(player, list, text) {
    const reply = await player.page.request.get(`${list}.json?q=`);
    const one = (await reply.json()).items.find((item) => item.email === text);
    return one.id;
}

async function upload(player, folder) {
    const file = join(folder, 'logg.txt');
    writeFileSync(file, 'Øvinga gjekk frå 09.00 til 11.30.\n');
    await player.attach(player.main.locator('input[type=file]'), file);
    await player.press('evidence.file.send');
    await player.sees('logg.txt');
}

const moment = (hours) => {
    const at = new Date(Date.now() + hours * 3_600_000);
    const [date, time] = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', dateStyle: 'short', timeStyle: 'short' }).format(at).split(' ');
    return `${norwegian(date)} ${time.replace(':', '.')}`;
};

/** The tests of a file: the year in that language, in that body = { number, domain of its people }. */
export const aYear = (lang, body) => ({ [`a year in ${lang}`]: (t) => year(t, lang, body) });
