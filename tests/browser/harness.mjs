// harness.mjs - persons in a real browser: they look, press keys, and complain of what is wrong.
// SPDX-License-Identifier: EUPL-1.2
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ROOT } from '../lib/process.mjs';
import { PERSONS } from '../lib/product.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export const SCREENSHOTS = join(ROOT, 'build/screenshots');

export const LANGS = ['nb', 'nn', 'en'];
export const WIDTHS = [390, 1440];
export const SCHEMES = ['light', 'dark'];

const KEY = /^[a-z][a-z_]*(\.[a-z_]+){1,3}(?<!\.(no|org|com|example|csv|xlsx|json|yaml|xml|pdf|ics|txt))$/;

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
        Object.assign(this, { browser, server, password, problems: [], persons: [], states: new Map() });
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

    /**
     * Looks at a page in each language, on a phone and a large screen, light and dark, and once in
     * 320 px as when zoomed to 400 %. All are photographed; the accessibility rules are asked in each
     * width and scheme, and once in each language.
     */
    async everyLook(path, email = null) {
        for (const width of WIDTHS)
            for (const scheme of SCHEMES) {
                const person = await this.person(email, { width, scheme });
                for (const lang of LANGS) {
                    person.look.lang = lang;
                    await person.visit(path, { axe: lang === 'nb' || (width === 1440 && scheme === 'light') });
                    await person.shoot(path);
                }
                await person.leave();
            }
        const zoomed = await this.person(email, { width: 320 });
        await zoomed.visit(path, { axe: false });
        await zoomed.leave();
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
            baseURL: this.tester.server.url, storageState, colorScheme: this.look.scheme,
            viewport: { width: this.look.width, height: this.look.width < 600 ? 844 : 900 },
            javaScriptEnabled: this.look.script, reducedMotion: 'reduce', timezoneId: 'Europe/Oslo',
            locale: { nb: 'nb-NO', nn: 'nn-NO', en: 'en-GB' }[this.look.lang],
        });
        this.page = await this.context.newPage();
        this.page.setDefaultTimeout(30_000);
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
    async visit(path, { status = 200, axe = true } = {}) {
        const [before, hash = ''] = path.split(/(?=#)/);
        const address = /[?&]lang=/.test(before) ? before : `${before}${before.includes('?') ? '&' : '?'}lang=${this.look.lang}`;
        const reply = await this.page.goto(address + hash, { waitUntil: 'load' });
        if (reply.status() !== status) this.complain(`answered ${reply.status()}, not ${status}`);
        await this.check({ axe });
        return this;
    }

    /** Looks at the page that is open: accessibility, width, language, title. */
    async check({ axe = true } = {}) {
        const seen = await this.page.evaluate(() => ({
            lang: document.documentElement.lang, title: document.title, h1: document.querySelectorAll('h1').length,
            over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            text: document.body.innerText.split(/[\n\t]/),
        }));
        // A key of the word tables that stands where its words should: risk.title
        const keys = seen.text.map((line) => line.trim()).filter((line) => KEY.test(line));
        if (keys.length) this.complain(`shows ${keys.slice(0, 5).join(', ')}`);
        if (seen.over > 1) this.complain(`is ${seen.over} px too wide`);
        if (seen.lang !== this.look.lang) this.complain(`lang is "${seen.lang}"`);
        if (!seen.title) this.complain('has no title');
        if (seen.h1 !== 1) this.complain(`has ${seen.h1} main headings`);
        if (axe) await this.askAxe();
        return this;
    }

    async askAxe() {
        await this.page.evaluate(AXE);
        const found = await this.page.evaluate((rules) => axe.run(document, {
            runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'], preload: false,
        }), AXE_RULES);
        for (const { id, impact, help, nodes } of found.violations)
            this.complain(`axe ${id} (${impact}): ${help}: ${nodes.length} x, first ${nodes[0].target.join(' ')}: ${nodes[0].html.slice(0, 160)}`);
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
        const key = way > 0 ? 'Tab' : 'Shift+Tab';
        await Promise.all(Array.from({ length: Math.abs(way) }, () => this.page.keyboard.press(key)));
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

    /** The link or button with that name (text or regexp), pressed with Enter. Waits for what comes. */
    async press(name) {
        const exact = typeof name === 'string';
        const named = this.page.getByRole('button', { name, exact }).or(this.page.getByRole('link', { name, exact }))
            .or(this.page.getByRole('menuitem', { name, exact }));
        await this.tabTo(named, `"${name}"`);
        const moved = this.page.waitForEvent('framenavigated', { timeout: 3000 }).catch(() => null);
        await this.page.keyboard.press('Enter');
        if (await moved) await this.page.waitForLoadState('load');
        return this;
    }

    /** Fills fields by their labels: text is typed, a choice is chosen by its words, true or false ticks. */
    async fill(fields) {
        for (const [label, value] of Object.entries(fields)) {
            const field = this.page.getByLabel(label, { exact: true }).or(this.page.getByLabel(new RegExp(`^${escape(label)}(\\s|$)`)))
                .or(this.page.getByRole('radio', { name: label, exact: true }));
            const thing = await this.tabTo(field, `"${label}"`);
            const kind = await thing.evaluate((e) => (e.tagName === 'SELECT' ? 'select' : e.type));
            if (kind === 'checkbox' || kind === 'radio') {
                if ((await thing.isChecked()) !== Boolean(value)) await this.page.keyboard.press('Space');
            } else if (kind === 'select') {
                await this.choose(thing, label, String(value));
            } else if (['date', 'time', 'month', 'datetime-local', 'number'].includes(kind) || kind === undefined) {
                await thing.fill(String(value));
            } else {
                await this.page.keyboard.press('Control+A');
                await this.page.keyboard.insertText(String(value));
            }
        }
        return this;
    }

    // Walks down the choices until the one whose words begin so.
    async choose(select, label, value) {
        const choices = await select.evaluate((e) => [...e.options].map((o) => o.text.trim()));
        await this.page.keyboard.press('Home');
        for (let i = 0; i < choices.length; i++) {
            const chosen = await select.evaluate((e) => e.selectedOptions[0]?.text.trim());
            if (chosen === value || (!choices.includes(value) && chosen?.startsWith(value))) return;
            await this.page.keyboard.press('ArrowDown');
        }
        throw new Error(`"${label}" has no choice "${value}", but: ${choices.join(', ')}`);
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

/* How many times Tab is pressed from here to there (less than 0: backwards), as far as the page's order
   tells; a group of radio buttons is one stop. Runs in the page. */
function stepsTo(target) {
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter((e) =>
        e.tabIndex >= 0 && !e.disabled && e.type !== 'hidden' && e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden' &&
        (e.type !== 'radio' || e === document.activeElement || e === (document.querySelector(`input[name="${e.name}"]:checked`) ??
            document.querySelector(`input[name="${e.name}"]`))));
    const to = stops.findIndex((e) => e === target || target.contains(e));
    return to < 0 ? 0 : to - stops.indexOf(document.activeElement);
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
