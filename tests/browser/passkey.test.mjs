// passkey.test.mjs - a passkey is made, signs in and proves; with the browser's own virtual key.
// SPDX-License-Identifier: EUPL-1.2
import { PERSONS } from '../lib/product.mjs';

// Passkeys belong to a name, not to a number.
const byName = (t) => { t.server = { ...t.server, url: t.server.url.replace('127.0.0.1', 'localhost') }; };

async function virtualKey(person) {
    const devtools = await person.context.newCDPSession(person.page);
    await devtools.send('WebAuthn.enable');
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options: {
        protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
        isUserVerified: true, automaticPresenceSimulation: true } });
    return { devtools, authenticatorId };
}

const click = async (person, name) => {
    await Promise.all([person.page.waitForNavigation(), person.page.getByRole('button', { name }).click()]);
    await person.page.waitForLoadState('load');
};

const at = (person, path) => {
    const is = new URL(person.page.url()).pathname;
    if (is !== path) throw new Error(`is at ${is}, not ${path}`);
};

export const tests = {
    async 'made, shown and asked for again'(t) {
        byName(t);
        const one = await t.person();
        const { devtools, authenticatorId } = await virtualKey(one);
        await one.signIn(PERSONS.employee);
        await one.visit('/me/factors');
        await one.visit('/me/factors/passkey');
        await one.page.getByLabel('Navn på nøkkelen').fill('Jobbtelefonen');
        await click(one, 'Lag nøkkelen');
        await one.check();
        const codes = await one.page.locator('.recovery-codes li').allInnerTexts();
        if (codes.length !== 10 || new Set(codes).size !== 10) throw new Error(`recovery codes: ${codes}`);
        await one.page.getByRole('link', { name: 'Jeg har tatt vare på dem' }).click();
        await one.see('Jobbtelefonen');
        await one.check();
        await one.shoot('factors');

        await one.context.clearCookies();
        await one.visit('/sign-in');
        await click(one, 'Logg inn med passnøkkel');
        await one.visit('/me/sessions');
        await one.see('passnøkkel');

        await one.visit('/me/prove?return=/me/factors');
        await click(one, 'Bekreft med passnøkkel');
        at(one, '/me/factors');

        // The password alone is no longer enough; the key is, and so is a recovery code, once.
        await one.context.clearCookies();
        await one.signIn(PERSONS.employee);
        at(one, '/sign-in/second');
        await one.check();
        await one.shoot('second');
        await click(one, 'Logg inn med passnøkkel');
        await one.visit('/me');

        await one.context.clearCookies();
        await one.signIn(PERSONS.employee);
        await one.page.getByLabel('Engangskode').fill(codes[3].toUpperCase());
        await click(one, 'Bekreft');
        await one.visit('/me/factors');
        await one.see('9 koder er igjen');

        // A key that is not unlocked by its owner opens nothing.
        await one.context.clearCookies();
        await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
        await one.visit('/sign-in');
        await one.page.getByRole('button', { name: 'Logg inn med passnøkkel' }).click();
        await one.see('Passnøkkelen ble ikke godtatt');
        at(one, '/sign-in');
    },
    async 'other means stand beside it without script'(t) {
        byName(t);
        const one = await t.person(null, { script: false });
        await one.visit('/sign-in');
        if (await one.page.getByRole('button', { name: 'Logg inn med passnøkkel' }).isVisible())
            throw new Error('a button that does nothing is shown');
        await one.signIn(PERSONS.line_manager);
        await one.visit('/me/factors/passkey');
        await one.see('Denne nettleseren kan ikke lage passnøkler');
    },
};
