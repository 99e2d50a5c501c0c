// looks.test.mjs - every page that a body has, in every look.
// SPDX-License-Identifier: EUPL-1.2
import { OFFICER, BODY } from '../lib/product.mjs';

const OPEN = ['/sign-in'];

// The lists and reports that the menu leads to are found on the front page, so that a new kind is
// looked at without being written down here.
async function menu(t) {
    const officer = await t.person(OFFICER);
    await officer.visit('/');
    const links = await officer.page.locator('nav a[href^="/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    await officer.leave();
    return [...new Set(links.map((link) => link.replace(/[?#].*$/, '')))].filter((path) => !/sign-out|\.\w+$/.test(path));
}

export const tests = {
    async 'signed out'(t) {
        for (const path of OPEN) await t.everyLook(path);
    },
    async 'what the menu leads to'(t) {
        const paths = await menu(t);
        if (!paths.length) throw new Error('the front page has no menu');
        for (const path of paths) await t.everyLook(path, OFFICER);
    },
    async 'what a list leads to'(t) {
        const officer = await t.person(OFFICER);
        for (const path of (await menu(t)).filter((p) => p.startsWith(`/o/${BODY}/`))) {
            await officer.page.goto(path);
            const first = await officer.page.locator('main a[href^="/"]').evaluateAll((all, list) =>
                all.map((a) => a.getAttribute('href')).find((href) => new RegExp(`^${list}/\\d+$`).test(href)), path);
            if (first) await officer.visit(first);
            const form = await officer.page.request.get(`${path}/new`);
            if (form.ok()) await officer.visit(`${path}/new`);
        }
    },
    async 'without script'(t) {
        const officer = await t.person(null, { script: false });
        await officer.page.goto('/sign-in');
        await officer.page.locator('input[type=email]').fill(OFFICER);
        await officer.page.locator('input[type=password]').fill(t.password);
        await officer.page.locator('form:has(input[type=password]) button').click();
        if (new URL(officer.page.url()).pathname === '/sign-in') throw new Error('cannot sign in without script');
    },
};
