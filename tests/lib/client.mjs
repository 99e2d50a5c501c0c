// client.mjs - a browser without a window: cookies, forms with their hidden fields, sign-in.
// SPDX-License-Identifier: EUPL-1.2
import { request } from 'node:http';
import { randomBytes } from 'node:crypto';

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

export function unescapeHtml(text) {
    return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name) => {
        if (name[0] !== '#') return ENTITIES[name.toLowerCase()] ?? whole;
        return String.fromCodePoint(/^#x/i.test(name) ? parseInt(name.slice(2), 16) : +name.slice(1));
    });
}

/** What a person reads of a page: no tags, entities decoded, white space folded. A cell's label is shown on phones alone. */
export function plainText(html) {
    return unescapeHtml(html.replace(/<span class="cell-label">[^<]*<\/span>/g, ' ').replace(/<(script|style)\b[^]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' '))
        .replace(/\s+/g, ' ').trim();
}

function attributes(tag) {
    const found = {};
    for (const [, name, , a, b, c] of tag.matchAll(/([\w:-]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g))
        found[name.toLowerCase()] ??= unescapeHtml(a ?? b ?? c ?? '');
    return found;
}

/** The forms of a page: { action, method, fields: [{ name, type, value }] }. */
export function formsOf(html, path) {
    return [...html.matchAll(/<form\b([^>]*)>([^]*?)<\/form>/gi)].map(([, head, inside]) => {
        const form = attributes(head);
        const fields = [...inside.matchAll(/<input\b([^>]*)>/gi)].map(([, tag]) => {
            const { name, type = 'text', value = '' } = attributes(tag);
            return { name, type: type.toLowerCase(), value };
        });
        return { action: form.action || path, method: (form.method || 'get').toLowerCase(), fields };
    });
}

const withoutQuery = (address) => address.replace(/[?#].*$/, '');

/**
 * The hidden fields a browser would send with a post to `path` from that page: those of the form
 * that posts there, else the form token of any posting form.
 */
export function hiddenFields(html, page, path) {
    const posting = formsOf(html, page).filter((form) => form.method === 'post');
    const own = posting.find((f) => withoutQuery(f.action) === withoutQuery(path));
    const hidden = (form) => (form?.fields ?? []).filter((f) => f.type === 'hidden' && f.name);
    if (own) return hidden(own).map((f) => [f.name, f.value]);
    return hidden(posting[0]).filter((f) => /csrf|token/.test(f.name)).map((f) => [f.name, f.value]);
}

export function urlEncode(pairs) {
    return pairs.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).join('&');
}

/** A multipart body: pairs of name and text, or of name and { name, type, bytes }. */
export function multipart(pairs) {
    const boundary = `samstyr-${randomBytes(12).toString('hex')}`;
    const parts = pairs.flatMap(([key, value]) => {
        const file = typeof value === 'object';
        const head = `--${boundary}\r\ncontent-disposition: form-data; name="${key}"` +
            (file ? `; filename="${value.name}"\r\ncontent-type: ${value.type}` : '') + '\r\n\r\n';
        return [Buffer.from(head), file ? value.bytes : Buffer.from(value), Buffer.from('\r\n')];
    });
    return {
        type: `multipart/form-data; boundary=${boundary}`,
        body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    };
}

/** One person's side of the conversation with a server. */
export class Client {
    constructor(url) {
        this.url = url;
        this.cookies = new Map();
        this.token = null;
        this.agent = false; // an http.Agent that keeps connections, for those who ask much
        this.page = null; // the last HTML page: { path, html }
    }

    /** One request, no redirect followed. Resolves to { status, headers, bytes, body }. */
    async send(method, path, headers = {}, body = null) {
        const all = { ...headers };
        const has = (name) => Object.keys(all).some((key) => key.toLowerCase() === name);
        if (this.cookies.size && !has('cookie'))
            all.cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
        if (this.token && !has('authorization')) all.authorization = `Bearer ${this.token}`;
        if (!has('accept')) all.accept = this.token ? 'application/json' : 'text/html';
        if (body !== null && !has('content-length') && !has('transfer-encoding'))
            all['content-length'] = Buffer.byteLength(body);
        const reply = await exchange(this, method, path, all, body);
        for (const cookie of reply.setCookies) this.keep(cookie);
        if ((reply.headers['content-type'] ?? '').startsWith('text/html'))
            this.page = { path, html: reply.body };
        return reply;
    }

    keep(cookie) {
        const [pair, ...rest] = cookie.split(';');
        const [name, ...value] = pair.split('=');
        const gone = rest.some((part) => /^\s*max-age\s*=\s*0\s*$/i.test(part));
        if (gone || !value.join('=')) this.cookies.delete(name.trim());
        else this.cookies.set(name.trim(), value.join('='));
    }

    /** Sends a form as a browser would, hidden fields of the last page included. */
    async post(path, pairs, headers = {}) {
        const given = new Set(pairs.map(([name]) => name));
        const hidden = this.page ? hiddenFields(this.page.html, this.page.path, path) : [];
        const all = [...hidden.filter(([name]) => !given.has(name)), ...pairs];
        const files = all.some(([, value]) => typeof value === 'object');
        const sent = files ? multipart(all)
            : { type: 'application/x-www-form-urlencoded', body: urlEncode(all) };
        return this.send('POST', path,
            { 'content-type': sent.type, origin: this.url, 'sec-fetch-site': 'same-origin', ...headers },
            sent.body);
    }

    /** Signs in by the form on the sign-in page, whatever its fields are called. */
    async signIn(email, password) {
        let path = '/sign-in';
        await this.send('GET', path);
        const form = formsOf(this.page?.html ?? '', path).find((f) => f.fields.some((x) => x.type === 'password'));
        if (!form) throw new Error(`${path} shows no form with a password`);
        const secret = form.fields.find((f) => f.type === 'password').name;
        const who = form.fields.find((f) => f.type === 'email' || /email|user/.test(f.name ?? ''))?.name ?? 'email';
        const reply = await this.post(form.action, [[who, email], [secret, password]]);
        if (reply.status !== 303 && reply.status !== 302)
            throw new Error(`sign-in as ${email} answered ${reply.status}: ${plainText(reply.body).slice(0, 300)}`);
    }
}

function exchange(client, method, path, headers, body) {
    const { hostname, port } = new URL(client.url);
    const { agent } = client;
    return new Promise((resolve, reject) => {
        const sent = request({ hostname, port, method, path: encodePath(path), headers, agent,
            timeout: 60_000 }, (reply) => {
            const parts = [];
            reply.on('data', (part) => parts.push(part));
            reply.on('error', reject);
            reply.on('end', () => {
                const bytes = Buffer.concat(parts);
                const single = Object.fromEntries(Object.entries(reply.headers)
                    .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
                resolve({ status: reply.statusCode, headers: single, bytes, body: bytes.toString('utf8'),
                    setCookies: reply.headers['set-cookie'] ?? [] });
            });
        });
        sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer within 60 s`)));
        // A connection that was kept may have been closed just now: the request goes again on a fresh one.
        sent.on('error', (error) => (sent.reusedSocket && error.code === 'ECONNRESET'
            ? exchange(client, method, path, headers, body).then(resolve, reject) : reject(error)));
        if (body !== null) sent.write(body);
        sent.end();
    });
}

// Letters such as æ and the space may stand in a story as they are.
const encodePath = (path) => path.replace(/[^\x21-\x7e]/g, (c) => encodeURIComponent(c));
