// passkeys.mjs - somebody with a key of the browser's own, and the buttons that ask for it.
// SPDX-License-Identifier: EUPL-1.2

/** Passkeys belong to a name, not to a number: whoever comes from here on comes by name. */
export function byName(tester) {
    tester.server = { ...tester.server, url: tester.server.url.replace('127.0.0.1', 'localhost') };
}

/** Gives the person a key that is unlocked; `lock()` takes its owner's hand off it. */
export async function virtualKey(person) {
    const devtools = await person.context.newCDPSession(person.page);
    await devtools.send('WebAuthn.enable');
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options: {
        protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
        isUserVerified: true, automaticPresenceSimulation: true } });
    return { lock: () => devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false }) };
}

/** Makes a passkey on the open page, and ends on the page of recovery codes. */
export async function makeKey(person) {
    await person.page.getByLabel('Navn på nøkkelen').fill('Jobbtelefonen');
    await click(person, 'Lag nøkkelen');
}

/** Presses a button by which the page is left, when the script behind it is done. */
export async function click(person, name) {
    await Promise.all([person.page.waitForNavigation(), person.page.getByRole('button', { name }).click()]);
    await person.page.waitForLoadState('load');
}

export function assertAt(person, path) {
    const is = new URL(person.page.url()).pathname;
    if (is !== path) throw new Error(`is at ${is}, not ${path}`);
}
