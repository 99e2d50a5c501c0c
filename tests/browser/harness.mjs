// harness.mjs - persons in a real browser: they look, press keys, and complain of what is wrong.
// SPDX-License-Identifier: EUPL-1.2
//
// How a page is looked at (lookAround): where it lies open, on a large screen and on a phone, light and
// dark. axe-core's whole rule set is asked on both widths, since other things are shown there. In the other scheme
// only the colours may be others: that every box lies where it lay is checked, and then the rules
// about colours are asked again; where a box has moved, all are. So no page is asked for twice and
// nothing that somebody has begun on it is lost. At 320 px, which is 1280 px at 400 % (WCAG 1.4.10),
// it must not be wider than the screen. Nothing may be in motion while this is measured.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ROOT } from '../lib/process.mjs';
import { PERSONS } from '../lib/product.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ALL = { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } };
const WORDS = { ...ALL, rules: { 'color-contrast': { enabled: false }, 'target-size': { enabled: false } } };
const COLOURS = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };
export const SCREENSHOTS = join(ROOT, 'build/screenshots');
const PHOTOGRAPH = Boolean(process.env.SAMSTYR_PHOTOGRAPH); // each look, for whoever wants to see them

export const LANGS = ['nb', 'nn', 'en'];
export const WIDTHS = [390, 1440];
export const SCHEMES = ['light', 'dark'];
const ZOOMED = 320;
const height = (width) => (width < 600 ? 844 : 900);

const KEY = /^[a-z][a-z_]*(\.[a-z_]+){1,3}(?<!\.(no|org|com|example|csv|xlsx|json|yaml|xml|pdf|ics|txt))$/;

/* How much was looked at: pages that were new, looks at them, and how often axe was asked. */
export const tally = { pages: 0, looks: 0, rules: 0 };

/** Debian's Chromium, kept from calling home. */
export function launch() {
    mkdirSync(SCREENSHOTS, { recursive: true });
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true,
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
            '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
}

/**
 * One test's view of a server. Problems that a person notices on the way are gathered in `problems`;
 * the test fails at its end if there are any, so that one run tells them all.
 */
export class Tester {
    constructor(browser, server, password) {
        Object.assign(this, { browser, server, password, problems: [], persons: [], states: new Map(), seen: new Map() });
    }

    /**
     * Somebody with a browser: look = { lang, width, scheme, script }. With an email, a role or a
     * demonstration person's id they have signed in, by keyboard the first time.
     */
    async person(who = null, look = {}) {
        const email = PERSONS[who] ?? who;
        const person = new Person(this, { lang: 'nb', width: 1440, scheme: 'light', script: true, ...look });
        await person.open(email ? this.states.get(email) : undefined);
        this.persons.push(person);
        if (email && !this.states.has(email)) {
            await person.signIn(email);
            this.states.set(email, await person.context.storageState());
        }
        return person;
    }

    async end() {
        for (const person of this.persons) await person.leave();
    }
}

export class Person {
    constructor(tester, look) {
        Object.assign(this, { tester, look });
    }

    async open(storageState) {
        this.context = await this.tester.browser.newContext({
            baseURL: this.tester.server?.url, storageState, colorScheme: this.look.scheme,
            viewport: { width: this.look.width, height: height(this.look.width) },
            javaScriptEnabled: this.look.script, reducedMotion: 'reduce', timezoneId: 'Europe/Oslo',
            locale: { nb: 'nb-NO', nn: 'nn-NO', en: 'en-GB' }[this.look.lang],
        });
        this.page = await this.context.newPage();
        this.page.setDefaultTimeout(60_000);
        // Dialogues for files are caught from birth: the order to catch them and a key that opens one
        // reach the browser by two roads, so whoever orders it with the key may come too late.
        this.page.on('filechooser', () => {});
        this.page.on('console', (message) => {
            // A page that answers with an error is the test's matter, and told by visit().
            if (message.type() === 'error' && !/Failed to load resource.*40\d|Failed to load resource.*412|Failed to load resource.*422/.test(message.text()))
                this.complain(`console: ${message.text()}`);
        });
        this.page.on('pageerror', (error) => this.complain(`script: ${error.message}`));
        this.page.on('requestfailed', (request) => {
            if (!/ERR_ABORTED/.test(request.failure()?.errorText ?? '')) this.complain(`not loaded: ${request.url()}`);
        });
        this.page.on('response', (response) => {
            if (response.status() >= 400 && !response.request().isNavigationRequest())
                this.complain(`${response.status()} for ${new URL(response.url()).pathname}`);
        });
    }

    async leave() {
        await this.context?.close();
        this.context = null;
    }

    complain(what) {
        const { lang, width, scheme } = this.look;
        let where = '';
        try {
            where = new URL(this.page.url()).pathname;
        } catch { /* no page yet */ }
        this.tester.problems.push(`${where} (${lang}, ${width}, ${scheme}): ${what}`);
    }

    /** Goes to an address in the person's language and looks whether the page is in order. */
    async visit(path, { status = 200 } = {}) {
        const [before, hash = ''] = path.split(/(?=#)/);
        const address = /[?&]lang=/.test(before) ? before : `${before}${before.includes('?') ? '&' : '?'}lang=${this.look.lang}`;
        const reply = await this.page.goto(address + hash, { waitUntil: 'load' });
        if (reply.status() !== status) this.complain(`answered ${reply.status()}, not ${status}`);
        return this.check();
    }

    /** Looks at the page that is open: width, language, title, words. */
    async check() {
        const seen = await this.page.evaluate(() => ({
            lang: document.documentElement.lang, title: document.title, h1: document.querySelectorAll('h1').length,
            text: document.body.innerText.split(/[\n\t]/),
        }));
        // A key of the word tables that stands where its words should: risk.title
        const keys = seen.text.map((line) => line.trim()).filter((line) => KEY.test(line));
        if (keys.length) this.complain(`shows ${keys.slice(0, 5).join(', ')}`);
        if (seen.lang !== this.look.lang) this.complain(`lang is "${seen.lang}"`);
        if (!seen.title) this.complain('has no title');
        if (seen.h1 !== 1) this.complain(`has ${seen.h1} main headings`);
        await this.fits();
        return this;
    }

    async fits() {
        const over = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 1) this.complain(`is ${over} px too wide`);
    }

    /**
     * Whether the open page is a new one: nobody was at an address of that shape (ids left out) in this
     * language, or it shows a kind of element there that none of those before did. `where` may name
     * something else in place of the address.
     */
    async isNew(where = shape(new URL(this.page.url()).pathname)) {
        const key = `${this.look.lang} ${where}`;
        if (!this.tester.seen.has(key)) this.tester.seen.set(key, new Set());
        const known = this.tester.seen.get(key), before = known.size;
        for (const kind of await this.page.evaluate(kindsOfElements)) known.add(kind);
        return known.size > before;
    }

    /** Looks at the page that is open in every width and scheme; it is left as it was. */
    async lookAround() {
        const { width, scheme } = this.look;
        tally.pages++;
        const schemes = [scheme, ...SCHEMES.filter((other) => other !== scheme)];
        for (const w of [width, ...WIDTHS.filter((other) => other !== width)]) {
            let lay;
            for (const s of schemes) {
                await this.turn(w, s);
                const lies = await this.page.evaluate(boxes);
                await this.askAxe(lies === lay ? COLOURS : ALL);
                if (lay === undefined) await this.fits();
                lay ??= lies;
                tally.looks++;
                if (PHOTOGRAPH) await this.shoot();
            }
            schemes.reverse(); // one thing is turned at a time
        }
        await this.turn(ZOOMED, scheme);
        await this.fits();
        await this.turn(width, scheme);
        return this;
    }

    /**
     * Looks once at the page that is open, and that it fits on narrower screens. Where it was seen in
     * another language, colours and the size of what is pressed, which take most of the time, are left out.
     * The page stays as narrow or wide as it was last, so that the next one is begun there.
     */
    async glance({ again = false } = {}) {
        tally.pages++;
        tally.looks++;
        const widths = [ZOOMED, ...WIDTHS], large = widths.at(-1);
        if (this.look.width === large) widths.reverse();
        for (const w of widths) {
            await this.turn(w, this.look.scheme);
            await (w === large ? this.askAxe(again ? WORDS : ALL) : this.fits());
        }
    }

    /** Holds the open page in another width or scheme; returns when it has come to rest. */
    async turn(width, scheme) {
        if (width !== this.look.width) await this.page.setViewportSize({ width, height: height(width) });
        if (scheme !== this.look.scheme) await this.page.emulateMedia({ colorScheme: scheme });
        Object.assign(this.look, { width, scheme });
        const restless = await this.page.evaluate(async ([w, dark]) => {
            while (innerWidth !== w || matchMedia('(prefers-color-scheme: dark)').matches !== dark)
                await new Promise(requestAnimationFrame);
            const moving = document.getAnimations().filter((one) => one.playState === 'running');
            const brief = moving.filter((one) => one.effect.getComputedTiming().endTime < 10);
            await Promise.all(brief.map((one) => one.finished));
            return moving.length - brief.length;
        }, [width, scheme === 'dark']);
        if (restless) this.complain(`${restless} things move for somebody who wants no motion`);
    }

    async askAxe(rules) {
        const ask = () => this.page.evaluate(async (options) => {
            if (!('axe' in window)) return null;
            const { violations } = await axe.run(document, { ...options, resultTypes: ['violations'], preload: false, iframes: false });
            return violations.map(({ id, impact, help, nodes }) =>
                `axe ${id} (${impact}): ${help}: ${nodes.length} x, first ${nodes[0].target.join(' ')}: ${nodes[0].html.slice(0, 160)}`);
        }, rules);
        const found = (await ask()) ?? (await this.page.evaluate(AXE), await ask());
        tally.rules++;
        found.forEach((one) => this.complain(one));
    }

    /** A picture of the page in build/screenshots/. */
    async shoot(name = new URL(this.page.url()).pathname) {
        const { lang, width, scheme } = this.look;
        const file = `${name.replace(/^\//, '').replace(/[^\wæøå.-]+/gi, '-') || 'start'}.${lang}.${width}.${scheme}.png`;
        await this.page.screenshot({ path: join(SCREENSHOTS, file), fullPage: true });
        return this;
    }

    // ---- by keyboard only ----

    /** Presses Tab until the thing has the focus; complains if it cannot be reached or seen. */
    async tabTo(locator, what = 'it') {
        const thing = locator.first();
        await thing.waitFor({ state: 'attached' });
        let way = await thing.evaluate(stepsTo);
        if (way > 8 && (await thing.evaluate((e) => document.activeElement === document.body && Boolean(e.closest('main'))))) {
            await this.page.keyboard.press('Tab'); // the first stop leads past the menu
            await this.page.keyboard.press('Enter');
            way = await thing.evaluate(stepsTo);
        }
        if (way < 0) await this.page.keyboard.down('Shift');
        if (way) await this.hold('Tab', Math.abs(way));
        if (way < 0) await this.page.keyboard.up('Shift');
        for (let presses = 0; presses < 300; presses++) {
            const there = await thing.evaluate((e) => e === document.activeElement || e.contains(document.activeElement));
            if (there) {
                const seen = await this.page.evaluate(() => {
                    const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
                    return { size: box.width * box.height, ring: style.outlineStyle !== 'none' || style.boxShadow !== 'none' };
                });
                if (!seen.size) this.complain(`${what} has the focus, but no size`);
                else if (!seen.ring) this.complain(`${what}: no sign of the focus`);
                return thing;
            }
            await this.page.keyboard.press('Tab');
        }
        throw new Error(`${what} cannot be reached with Tab on ${this.page.url()}`);
    }

    // A key that is held down comes again and again, and is let go once.
    async hold(key, times) {
        await Promise.all(Array.from({ length: times }, () => this.page.keyboard.down(key)));
        await this.page.keyboard.up(key);
    }

    /** Waits until the page says so. */
    async see(text) {
        await this.page.getByText(text).first().waitFor({ state: 'visible' }).catch(async () => {
            const there = (await this.page.locator('main, body').first().innerText()).replace(/\s+/g, ' ').slice(0, 600);
            throw new Error(`"${text}" is not to be seen on ${this.page.url()}, but: ${there}`);
        });
        return this;
    }

    async signIn(email, password = this.tester.password) {
        await this.visit('/sign-in');
        await this.tabTo(this.page.locator('input[type=email], input[autocomplete~=username]'), 'the email field');
        await this.page.keyboard.insertText(email);
        await this.tabTo(this.page.locator('input[type=password]'), 'the password field');
        await this.page.keyboard.insertText(password);
        await Promise.all([this.page.waitForEvent('framenavigated'), this.page.keyboard.press('Enter')]);
        await this.page.waitForLoadState('load');
        if (new URL(this.page.url()).pathname === '/sign-in') throw new Error(`sign-in as ${email} did not succeed`);
        return this;
    }
}

/* One address for all that differ in whose and which: /o/N/risks/N. */
export const shape = (path) => path.replace(/\/\d+(?=\/|$)/g, '/N').replace(/link\/.*/, 'link/L');

/* What kinds of elements the page has: name, classes, role, what is said of its state and colour, and
   the same of the one around it. Runs in the page. */
function kindsOfElements() {
    const TELLING = ['type', 'role', 'open', 'disabled', 'readonly', 'required', 'aria-current', 'aria-invalid', 'aria-sort', 'data-color', 'data-variant', 'data-size'];
    const kind = (e) => [e.tagName, ...[...e.classList].sort(), ...TELLING.filter((name) => e.hasAttribute(name)).map((name) => `${name}=${e.getAttribute(name)}`)].join(' ');
    return [...new Set([...document.body.querySelectorAll('*')].map((e) => `${kind(e.parentElement)} > ${kind(e)}`))];
}

/* Where everything on the page lies and whether it is shown, as one number. Runs in the page. */
function boxes() {
    let sum = 0;
    for (const e of document.body.querySelectorAll('*')) {
        const { x, y, width, height } = e.getBoundingClientRect();
        for (const n of [x + scrollX, y + scrollY, width, height, Number(e.checkVisibility({ opacityProperty: true, visibilityProperty: true }))])
            sum = (Math.imul(sum, 31) + Math.round(n * 64)) | 0;
    }
    return sum;
}

/* How many times Tab is pressed from here to there (less than 0: backwards), as far as the page's order
   tells; a group of radio buttons is one stop. Here is what has the focus, or else what the address
   names (#content), or the page's beginning. Runs in the page. */
function stepsTo(target) {
    const { activeElement, body } = document;
    const chosen = (name) => document.querySelector(`input[name="${name}"]:checked`) ?? document.querySelector(`input[name="${name}"]`);
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter((e) =>
        e.tabIndex >= 0 && !e.disabled && e.type !== 'hidden' && e.checkVisibility({ visibilityProperty: true }) &&
        (e.type !== 'radio' || e === activeElement || e === chosen(e.name)));
    const here = activeElement === body ? document.querySelector(':target') : activeElement;
    const to = stops.findIndex((e) => e === target || target.contains(e));
    const from = stops.filter((e) => here && (e === here || e.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING)).length - 1;
    return to < 0 ? 0 : to - from;
}
