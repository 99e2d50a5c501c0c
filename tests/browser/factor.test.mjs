// factor.test.mjs - a second factor is demanded of a role, and made on the way in.
// SPDX-License-Identifier: EUPL-1.2
import { PERSONS, BODY } from '../lib/product.mjs';
import { assertAt, byName, click, makeKey, virtualKey } from './passkeys.mjs';

export const tests = {
    async 'demanded of a role, and made before anything else'(t) {
        byName(t);
        const officer = await t.person();
        await officer.signIn(PERSONS.officer);
        await officer.visit(`/o/${BODY}/sign-in-policy`);
        await officer.see('Ikke krevd av noen');
        await officer.check();
        await officer.page.getByLabel('Medarbeider').check();
        await officer.page.getByLabel('Dager å rette seg etter det på').fill('0');
        await click(officer, 'Lagre kravet');
        await officer.see('Skriv hvorfor');
        await officer.check();
        if (!await officer.page.getByLabel('Medarbeider').isChecked()) throw new Error('what was chosen is gone');
        await officer.page.getByLabel('Hvorfor endres det?').fill('Vedtatt i ledermøtet');
        await click(officer, 'Lagre kravet');
        await officer.see('Krevd av: Medarbeider');
        await officer.see('Fatima Rahimi');
        await officer.check();
        await officer.lookAround();
        await officer.shoot('sign-in-policy');

        const one = await t.person();
        await virtualKey(one);
        await one.signIn(PERSONS.employee);
        assertAt(one, '/me/factors');
        await one.see('Du må ha en faktor til');
        await one.check();
        await one.lookAround();
        await one.shoot('factor-demanded');
        await one.page.goto(new URL(`/o/${BODY}`, t.server.url).href);
        assertAt(one, '/me/factors');
        await one.page.getByRole('link', { name: 'Ta i bruk en passnøkkel' }).click();
        await makeKey(one);
        await one.page.getByRole('link', { name: 'Jeg har tatt vare på dem' }).click();
        await one.page.goto(new URL(`/o/${BODY}`, t.server.url).href);
        assertAt(one, `/o/${BODY}`);
    },
};
