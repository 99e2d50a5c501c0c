// player.mjs - somebody who does their work with the keys alone, in one language.
// SPDX-License-Identifier: EUPL-1.2
import { Person } from './harness.mjs';
import { words } from './words.mjs';

const SHORT = 60;

export class Player extends Person {
    /** Somebody new with a browser of their own. */
    static async enter(tester, lang) {
        const player = new Player(tester, { lang, width: 1440, scheme: 'light', script: true });
        player.w = words(lang);
        await player.open();
        tester.persons.push(player);
        return player;
    }

    get main() {
        return this.page.locator('main');
    }

    get path() {
        return new URL(this.page.url()).pathname;
    }

    /** Types an address. */
    async go(path, { status = 200 } = {}) {
        const reply = await this.page.goto(`${path}${path.includes('?') ? '&' : '?'}lang=${this.look.lang}`);
        if (reply.status() !== status) this.complain(`answered ${reply.status()}, not ${status}, to ${path}`);
        return this.arrive();
    }

    // After a step: refusals are pages too, and are told by what they show. Who is asked again who they
    // are, since it was long ago, says so and goes on.
    async arrive() {
        await this.page.waitForLoadState('load');
        await this.check();
        if (await this.isNew()) await this.lookAround();
        if (!(await this.main.locator('[name=proof_password]').count())) return this;
        await this.put(null, 'proof_password', this.password);
        return this.enter(this.main.locator('form button[type=submit]'), 'the proof');
    }

    /** Presses Enter on a thing and waits for the page that it leads to. */
    async enter(locator, what) {
        await this.tabTo(locator, what);
        const before = await this.page.evaluate(() => performance.timeOrigin);
        await this.page.keyboard.press('Enter');
        await this.page.waitForFunction((then) => performance.timeOrigin !== then, before, { timeout: 60_000 })
            .catch(() => { throw new Error(`"${what}" led nowhere from ${this.path}`); });
        return this.arrive();
    }

    /** The link or button of the page's main part that is called so. */
    async press(key, ...given) {
        const name = this.w(key, ...given);
        const named = this.main.getByRole('link', { name, exact: true }).or(this.main.getByRole('button', { name, exact: true }));
        return this.enter(named, name);
    }

    /** The entry of the menu. */
    async menu(key) {
        const name = this.w(key);
        return this.enter(this.page.locator('nav a').filter({ hasText: new RegExp(`^\\s*${name}\\s*$`, 'i') }), name);
    }

    /** Fills in a form, field by field: names and values as in the API; the label must be the word. */
    async fill(kind, fields) {
        for (const [name, value] of Object.entries(fields)) await this.put(kind, name, value);
        return this;
    }

    async put(kind, name, value) {
        const controls = this.main.locator(`[name="${name}"]:not([type=hidden])`);
        await controls.first().waitFor({ state: 'attached', timeout: 60_000 }).catch(() => {
            throw new Error(`${this.path} does not ask for ${name}`);
        });
        const type = await controls.first().evaluate((e) => (e.tagName === 'SELECT' ? 'select' : e.type));
        if (kind) await this.hasLabel(controls.first(), name, this.w(`${kind}.${name}`));
        if (type === 'radio') return this.pick(controls, name, String(value));
        if (type === 'checkbox') return this.tick(controls, name, [value].flat().map(String));
        if (type === 'select') return this.choose(controls, name, String(value));
        await this.tabTo(controls, name);
        await this.page.keyboard.press('Control+A');
        const text = String(value);
        if (text.length <= SHORT) await this.page.keyboard.type(text);
        else await this.page.keyboard.insertText(text);
    }

    /** Chooses a file in the dialogue that Enter opens. */
    async attach(input, file) {
        await this.tabTo(input, 'the file');
        const [dialogue] = await Promise.all([this.page.waitForEvent('filechooser'), this.page.keyboard.press('Enter')]);
        await dialogue.setFiles(file);
    }

    async hasLabel(control, name, word) {
        const label = await control.evaluate((e) => e.closest('fieldset')?.querySelector('legend')?.innerText ?? e.labels?.[0]?.innerText ?? '');
        if (!label.startsWith(word)) this.complain(`${name} is labelled "${label}", not "${word}"`);
    }

    async pick(radios, name, value) {
        await this.tabTo(this.main.locator(`fieldset:has([name="${name}"])`).last(), name);
        const at = () => this.page.evaluate(() => [document.activeElement.value, document.activeElement.checked]);
        for (let i = await radios.count(); i >= 0; i--) {
            const [is, checked] = await at();
            if (is === value) {
                if (!checked) await this.page.keyboard.press('Space');
                return;
            }
            await this.page.keyboard.press('ArrowDown');
        }
        throw new Error(`${name} has no choice ${value}`);
    }

    async tick(boxes, name, values) {
        for (const value of values) {
            const box = boxes.and(this.main.locator(`[value="${value}"]`));
            await this.tabTo(box, `${name} ${value}`);
            if (!(await box.isChecked())) await this.page.keyboard.press('Space');
        }
    }

    async choose(select, name, value) {
        await this.tabTo(select, name);
        await this.page.keyboard.press('Home');
        for (let i = await select.evaluate((e) => e.options.length); i >= 0; i--) {
            if ((await select.inputValue()) === value) return;
            await this.page.keyboard.press('ArrowDown');
        }
        throw new Error(`${name} has no choice ${value}`);
    }

    /** The form's own button. */
    async send() {
        return this.enter(this.main.locator('form.form .form-buttons button[type=submit]').first(), 'the form\'s button');
    }

    /** A new thing of that kind, from its list; resolves to its id. */
    async create(kind, list, fields) {
        await this.menu(`${kind}.many`);
        await this.enter(this.main.locator(`a[href^="${list}/new"]`), `new ${kind}`);
        await this.fill(kind, fields);
        await this.send();
        return this.idHere(list);
    }

    idHere(list) {
        const found = new RegExp(`^${list}/(\\d+)$`).exec(this.path);
        if (!found) throw new Error(`${list}: not made, but at ${this.path}`);
        return found[1];
    }

    /** A step of the life cycle, from the page of the thing. */
    async step(kind, verb, fields = {}, { refused = false } = {}) {
        const head = this.main.locator('.page-head .buttons');
        const name = this.w(`${kind}.verb.${verb}`);
        await this.enter(head.getByRole('link', { name, exact: true }).or(head.getByRole('button', { name, exact: true })), name);
        if (Object.keys(fields).length) {
            await this.fill(kind, Object.fromEntries(Object.entries(fields).filter(([field]) => field !== 'reason')));
            if (fields.reason) await this.put(null, 'reason', fields.reason);
            await this.send();
        }
        const failed = await this.page.locator('.ds-error-summary, main [role=alert]').count();
        if (!refused && failed) throw new Error(`${kind} ${verb}: ${(await this.main.innerText()).slice(0, 500)}`);
        if (refused && !failed && (await this.main.getByText(this.w(`${kind}.verb.${verb}.done`)).count())) throw new Error(`${kind} ${verb} was to be refused`);
        return this;
    }

    async sees(text) {
        await this.main.getByText(text).first().waitFor({ state: 'visible', timeout: 60_000 }).catch(async () => {
            throw new Error(`"${text}" is not to be seen at ${this.path}, but: ${(await this.main.innerText()).replace(/\s+/g, ' ').slice(0, 500)}`);
        });
        return this;
    }

    /** Uses a one-time link, and chooses a password. */
    async letIn(link, password) {
        await this.go(new URL(link).pathname);
        await this.put(null, 'password', password);
        this.password = password;
        return this.enter(this.main.locator('form button[type=submit]'), 'choose password');
    }
}
