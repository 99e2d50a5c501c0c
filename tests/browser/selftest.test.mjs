// selftest.test.mjs - those who look see what is wrong in one look alone.
// SPDX-License-Identifier: EUPL-1.2
export const alone = true; // pages of its own, without a server

const page = (style, more = '') => `<!doctype html><html lang="en"><title>A page</title>
<style>body { background: #fff; color: #000 } @media (prefers-color-scheme: dark) { body { background: #000; color: #fff } } ${style}</style>
<body><main><h1>A page</h1><p>Some words.</p>${more}</main></body></html>`;

const DARK = '@media (prefers-color-scheme: dark)', PHONE = '@media (max-width: 500px)';

/* What is wrong: a page, what is said of it, and in which looks. */
const FAULTS = {
    'nothing': [page(''), null, []],
    'words that are pale in the dark': [page(`${DARK} { p { color: #333 } }`), 'axe color-contrast', ['1440, dark', '390, dark']],
    'words that are pale on a phone': [page(`${PHONE} { p { color: #ccc; background: #fff } }`), 'axe color-contrast', ['390, light', '390, dark']],
    'a ground that only a phone has': [page(`${PHONE} { main { background: #222 } }`), 'axe color-contrast', ['390, light']],
    'a link that only the dark hides among words': [page(`a { color: #00f } ${DARK} { a { color: #eee; text-decoration: none } }`,
        '<p>Here are more words and <a href="#x">a link</a> between them.</p>'), 'axe link-in-text-block', ['1440, dark', '390, dark']],
    'a button without a name that only the dark shows': [page(`button { display: none } ${DARK} { button { display: block } }`, '<button></button>'),
        'axe button-name', ['1440, dark', '390, dark']],
    'a heading that a phone leaves out': [page(`${PHONE} { h1 { display: none } }`), 'axe page-has-heading-one', ['390, dark']], // said once of a width, and the dark is there first
    'what is too wide for a phone': [page(`${PHONE} { p { width: 600px } }`), 'px too wide', ['390, dark', '320, light']],
    'what is too wide when zoomed': [page('@media (max-width: 350px) { p { width: 600px } }'), 'px too wide', ['320, light']],
    'what never rests': [page('@keyframes sway { to { margin-left: 4px } } p { animation: sway 3s infinite }'), 'things move',
        ['1440, light', '1440, dark', '390, light', '390, dark', '320, light']],
};

export const tests = Object.fromEntries(Object.entries(FAULTS).map(([name, [html, said, looks]]) => [`sees ${name}`, async (t) => {
    const person = await t.person(null, { lang: 'en' });
    await person.page.setContent(html);
    await person.lookAround();
    const told = t.problems.splice(0);
    const want = (problem) => problem.includes(said) && looks.some((look) => problem.includes(`(en, ${look})`));
    for (const look of looks)
        if (!told.some((problem) => problem.includes(said) && problem.includes(`(en, ${look})`))) t.problems.push(`${look}: not told: ${said}`);
    for (const problem of told) if (!want(problem)) t.problems.push(`told without cause: ${problem}`);
}]));
