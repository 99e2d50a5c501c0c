/* samstyr.js - conveniences for those who have script; every page works without it. */
/* SPDX-License-Identifier: EUPL-1.2 */
const all = (s, from = document) => [...from.querySelectorAll(s)];
const one = (s, from = document) => from.querySelector(s);
const words = one('#words')?.dataset ?? {};
const typing = (e) => e.target.closest?.('input:not([type=checkbox]), textarea, select');

/* Errors take the focus, so that they are read first. */
one('[data-focus]')?.focus();

/* Menus close when one looks elsewhere. */
const closeMenus = (except) => all('.menu[open]').forEach((m) => { if (!except || !m.contains(except)) m.open = false; });
document.addEventListener('click', (e) => closeMenus(e.target));
document.addEventListener('keydown', (e) => {
  const menu = e.key === 'Escape' && e.target.closest('.menu[open]');
  if (menu) { menu.open = false; one('summary', menu).focus(); }
});

/* Choices in a filter take effect at once; text waits for Enter. */
all('form[data-auto-submit] select').forEach((s) => s.addEventListener('change', () => s.form.requestSubmit()));

/* A form with changes asks before one leaves it. */
all('form[data-warn-unsaved]').forEach((form) => {
  const state = () => JSON.stringify([...new FormData(form)].map(([k, v]) => [k, v.name ?? v]));
  const first = state();
  let sent = false;
  form.addEventListener('submit', () => { sent = true; });
  addEventListener('beforeunload', (e) => { if (!sent && state() !== first) e.preventDefault(); });
});

/* Undo is offered for ten seconds, longer while it has the focus. */
all('form[data-undo]').forEach((form) => {
  const hide = () => (form.contains(document.activeElement) ? setTimeout(hide, 3000) : form.remove());
  setTimeout(hide, 10000);
});

/* Lists: all at once, how many, and the keys j k x. */
all('table[data-keys]').forEach((table) => {
  const boxes = all('tbody .choose input', table), rows = all('tbody tr', table);
  const count = one('[data-chosen-count]', table.closest('form')), text = count?.textContent;
  const head = one('th.choose', table);
  let every;
  if (head && boxes.length) {
    every = document.createElement('input');
    every.type = 'checkbox';
    every.className = 'ds-input';
    every.ariaLabel = head.textContent;
    head.replaceChildren(every);
    every.addEventListener('change', () => { boxes.forEach((b) => { b.checked = every.checked; }); tell(); });
  }
  const tell = () => {
    const n = boxes.filter((b) => b.checked).length;
    if (every) { every.checked = n === boxes.length; every.indeterminate = n > 0 && n < boxes.length; }
    if (count) count.textContent = n ? words.chosen.replace('{0}', n) : text;
  };
  table.addEventListener('change', tell);
  if (boxes.length) tell();
  table.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e)) return;
    const at = rows.findIndex((r) => r.contains(e.target)), to = (i) => one('.main a', rows[i] ?? rows[at])?.focus();
    if (e.key === 'j') to(at + 1);
    else if (e.key === 'k') to(Math.max(at - 1, 0));
    else if (e.key === 'x' && at >= 0) one('.choose input', rows[at])?.click();
    else if (e.key === '?') one('#shortcuts')?.showModal();
  });
});

/* The command palette: answers under the search box while one types. */
const box = one('#search-box'), source = document.body.dataset.search;
if (box && source) {
  const make = (tag) => document.createElement(tag), list = make('div');
  let timer, asked = 0, chosen = -1;
  list.className = 'palette';
  list.id = 'palette';
  list.hidden = true;
  box.form.append(list);
  box.role = 'combobox';
  box.setAttribute('aria-controls', list.id);
  box.ariaAutoComplete = 'list';
  const options = () => all('[role=option]', list);
  const close = () => { list.hidden = true; chosen = -1; box.ariaExpanded = 'false'; box.removeAttribute('aria-activedescendant'); };
  const mark = (i) => {
    const o = options();
    chosen = (i + o.length) % o.length;
    o.forEach((e, n) => { e.ariaSelected = String(n === chosen); });
    box.setAttribute('aria-activedescendant', o[chosen].id);
    o[chosen].scrollIntoView({ block: 'nearest' });
  };
  const show = (items) => {
    const inner = make('div'), note = make('p');
    inner.role = 'listbox';
    inner.ariaLabel = box.labels[0].textContent;
    items.forEach((it, n) => {
      const o = make('div'), kind = make('small');
      o.id = `hit-${n}`;
      o.role = 'option';
      o.ariaSelected = 'false';
      o.dataset.href = it.href;
      kind.textContent = it.kind ?? '';
      o.append([it.ref, it.title].filter(Boolean).join(' '), kind);
      o.addEventListener('mousedown', (e) => { e.preventDefault(); location.assign(it.href); });
      inner.append(o);
    });
    note.role = 'status';
    note.textContent = items.length ? words.hint : words.none;
    list.replaceChildren(...(items.length ? [inner] : []), note);
    list.hidden = false;
    box.ariaExpanded = String(items.length > 0);
  };
  close();
  box.addEventListener('input', () => {
    clearTimeout(timer);
    const q = box.value.trim(), turn = ++asked;
    if (q.length < 2) return close();
    timer = setTimeout(async () => {
      const answer = await fetch(`${source}?q=${encodeURIComponent(q)}`).catch(() => null);
      if (answer?.ok && turn === asked) show((await answer.json()).items ?? []);
    }, 150);
  });
  box.addEventListener('keydown', (e) => {
    if (list.hidden) return;
    if (e.key === 'Escape') { e.preventDefault(); close(); }
    const o = options();
    if (!o.length) return;
    if (e.key === 'ArrowDown') { e.preventDefault(); mark(chosen + 1); }
    if (e.key === 'ArrowUp') { e.preventDefault(); mark(chosen < 0 ? -1 : chosen - 1); }
    if (e.key === 'Enter' && chosen >= 0) { e.preventDefault(); location.assign(o[chosen].dataset.href); }
  });
  box.addEventListener('blur', close);
  document.addEventListener('keydown', (e) => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') {
      e.preventDefault();
      if (box.checkVisibility()) { box.focus(); box.select(); } else location.assign(box.form.action);
    }
  });
}

/* Passkeys: the browser asks for the key, the form carries what it said. Without them other means stand beside. */
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const keysOf = (list) => (list ?? '').split(' ').filter(Boolean).map((id) => ({ type: 'public-key', id: toBytes(id) }));
const passkeyMade = (d) => navigator.credentials.create({ publicKey: {
  challenge: toBytes(d.challenge), rp: { id: d.site, name: 'Samstyr' }, attestation: 'none',
  user: { id: toBytes(d.user), name: d.userName, displayName: d.userDisplay },
  pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })), excludeCredentials: keysOf(d.exclude),
  authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' } } });
const passkeyShown = (d) => navigator.credentials.get({ publicKey: {
  challenge: toBytes(d.challenge), rpId: d.site, allowCredentials: keysOf(d.allow), userVerification: 'required' } });
all('form[data-passkey]').forEach((form) => {
  const button = one('[data-passkey-button]', form), trouble = one('[data-passkey-trouble]', form), d = form.dataset;
  if (!window.PublicKeyCredential || !button) return;
  const put = (name, value) => {
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name: (d.prefix ?? '') + name, value });
    form.append(field);
  };
  form.hidden = button.hidden = false;
  one('[data-passkey-without]', form)?.remove();
  button.addEventListener('click', async () => {
    if (trouble) trouble.hidden = true;
    const key = await (d.passkey === 'create' ? passkeyMade(d) : passkeyShown(d)).catch(() => null);
    if (!key) { if (trouble) trouble.hidden = false; return; }
    const said = key.response;
    put('client_data', toText(said.clientDataJSON));
    put('auth_data', toText(said.authenticatorData ?? said.getAuthenticatorData()));
    if (said.signature) put('signature', toText(said.signature));
    else put('algorithm', said.getPublicKeyAlgorithm());
    put('credential', toText(key.rawId));
    form.submit();
  });
});
