// passkey.test.mjs - a passkey is made, signs in and proves; with the browser's own virtual key.
// SPDX-License-Identifier: EUPL-1.2
import { PERSONS } from '../lib/product.mjs';
import { assertAt, byName, click, makeKey, virtualKey } from './passkeys.mjs';

export const tests = {
    async 'made, shown and asked for again'(t) {
        byName(t);
        const one = await t.person();
        const key = await virtualKey(one);
        await one.signIn(PERSONS.employee);
        await one.visit('/me/factors');
        await one.visit('/me/factors/passkey');
        await makeKey(one);
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
        assertAt(one, '/me/factors');

        // The password alone is no longer enough; the key is, and so is a recovery code, once.
        await one.context.clearCookies();
        await one.signIn(PERSONS.employee);
        assertAt(one, '/sign-in/second');
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
        await key.lock();
        await one.visit('/sign-in');
        await one.page.getByRole('button', { name: 'Logg inn med passnøkkel' }).click();
        await one.see('Passnøkkelen ble ikke godtatt');
        assertAt(one, '/sign-in');
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
