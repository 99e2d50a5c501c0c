// browser.mjs - a browser as far as sign-in needs one: cookies by host, redirects one at a time.
// SPDX-License-Identifier: EUPL-1.2
import { hiddenFields, plainText, urlEncode } from '../lib/client.mjs';

export class Browser {
    jars = new Map(); // host -> name -> value

    jar(url) {
        const { host } = new URL(url);
        if (!this.jars.has(host)) this.jars.set(host, new Map());
        return this.jars.get(host);
    }

    async go(url, { method = 'GET', form, keepCookies = false } = {}) {
        const jar = this.jar(url);
        const response = await fetch(url, {
            method, redirect: 'manual',
            headers: {
                cookie: [...jar].map(([k, v]) => `${k}=${v}`).join('; '), 'user-agent': 'Firefox/128.0 Linux',
                accept: 'text/html',
                ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
            },
            body: form ? urlEncode(form) : undefined,
        });
        for (const line of keepCookies ? [] : response.headers.getSetCookie()) {
            const [pair, ...flags] = line.split(';');
            const at = pair.indexOf('=');
            const gone = flags.some((flag) => /max-age=0\b|expires=thu, 01 jan 1970/i.test(flag.trim()));
            if (gone) jar.delete(pair.slice(0, at)); else jar.set(pair.slice(0, at), pair.slice(at + 1));
        }
        const body = await response.text();
        const to = response.headers.get('location');
        return {
            url, status: response.status, body, text: plainText(body), setCookie: response.headers.getSetCookie(),
            location: to ? new URL(to, url).href : null,
        };
    }

    /** Follows redirects until there are none, or the next one would be `until`. */
    async follow(page, until = () => false) {
        for (let n = 0; page.location && !until(page.location) && n < 20; n++) page = await this.go(page.location);
        return page;
    }

    /** Sends a form of that page, with what it hides. */
    async post(page, path, fields = []) {
        const hidden = hiddenFields(page.body, new URL(page.url).pathname, path);
        const own = new Set(fields.map(([name]) => name));
        return this.go(new URL(path, page.url).href,
            { method: 'POST', form: [...hidden.filter(([name]) => !own.has(name)), ...fields] });
    }

    copy() {
        const other = new Browser();
        for (const [host, jar] of this.jars) other.jars.set(host, new Map(jar));
        return other;
    }
}
