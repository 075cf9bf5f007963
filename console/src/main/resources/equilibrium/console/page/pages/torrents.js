// Torrents: what is allowed and denied, one at a time and many at once.

import {query} from '../api.js';
import {number} from '../format.js';
import {box, choices, column, figure, hashLink, html, more, nothing, outcome, problem, registration, size, table, viewerOnly, when} from '../parts.js';
import {next} from './swarms.js';

const STATES = [['', 'All'], ['allowed', 'Allowed'], ['denied', 'Denied']];
const PAGE = 100;
const MOST_LINES = 100_000;

const filter = v => ({state: v.search.get('state'), name: v.search.get('name'), prefix: v.search.get('prefix')});

export const torrents = {
  name: 'torrents',
  title: 'Torrents',
  keeps: true,
  load: async v => ({list: await v.get(`/torrents${query({...filter(v), limit: PAGE})}`)}),

  live(v, name) {
    if (name === 'change') v.reloadSoon();
  },

  view(v) {
    const f = filter(v);
    const look = e => {
      e.preventDefault();
      const text = new FormData(e.target).get('text').trim();
      const isHash = /^[0-9a-f]{4,40}$/i.test(text);
      location.hash = v.address({name: isHash ? null : text, prefix: isHash ? text.toLowerCase() : null});
    };
    return html`<div class="top"><div><h1>Torrents</h1><p class="lead">Registered info-hashes. Announces of a denied one fail within 2 s.</p></div>
        ${choices('State', STATES, f.state ?? '', s => v.address({state: s}))}</div>
      ${v.role === 'operator' ? html`${register(v)}${bulk(v)}` : nothing}
      ${box('Registered', html`<form class="line" role="search" aria-label="Registered torrents" @submit=${look}><label class="grow">Name, or the first digits of the info-hash<input name="text" type="search" .value=${f.name ?? f.prefix ?? ''}></label><button>Find</button></form>
        ${outcome(v.local.change?.busy ? null : v.local.change)}
        ${table('Torrents', columns(v), v.data.list.items, f.name || f.prefix || f.state ? 'None of these.' : 'No torrent is registered.')}${more(v.data.list, next(v, 'list', '/torrents', f))}${viewerOnly(v.role)}`)}`;
  },
};

const columns = v => [
  column('Torrent', t => hashLink(t.infoHash, t.name)),
  column('State', t => registration(t.state)),
  {...column('Private', t => (t.private ? 'yes' : 'no')), wide: true},
  {...figure('Size', t => (t.sizeBytes == null ? '–' : size(t.sizeBytes))), wide: true},
  {...column('Licence', t => t.licence ?? '–'), wide: true},
  {...column('Changed', t => when(t.at)), wide: true},
  {...column('By', t => t.by), wide: true},
  ...(v.role === 'operator' ? [{name: 'Actions', cell: t => actions(v, t), figure: true}] : []),
];

function actions(v, t) {
  const to = t.state === 'allowed' ? 'denied' : 'allowed';
  return html`<button class="small" aria-label="${to === 'allowed' ? 'Allow' : 'Deny'} ${t.name ?? t.infoHash}" @click=${() => put(v, 'change', t.infoHash, {state: to})}>${to === 'allowed' ? 'Allow' : 'Deny'}</button><button
    class="small" aria-label="Remove ${t.name ?? t.infoHash}" @click=${() => remove(v, t)}>Remove</button>`;
}

const put = (v, place, hash, body) =>
  v.act(place, async () => {
    const done = await v.send('PUT', `/torrents/${hash}`, body);
    return done.late ? `${hash}: published; PostgreSQL does not have it yet.` : `${hash} is ${body.state}. Ingresses follow within 2 s.`;
  });

const remove = (v, t) =>
  v.act('change', async () => {
    await v.send('DELETE', `/torrents/${t.infoHash}`);
    return `${t.infoHash} is no longer registered.`;
  });

function register(v) {
  const add = e => {
    e.preventDefault();
    const form = new FormData(e.target);
    const body = {state: e.submitter.value, private: form.get('private') === 'on'};
    for (const name of ['name', 'licence']) if (form.get(name)) body[name] = form.get(name);
    if (form.get('sizeBytes')) body.sizeBytes = +form.get('sizeBytes');
    put(v, 'register', form.get('hash').trim().toLowerCase(), body);
  };
  return box('Register one', html`<form class="line" @submit=${add}>
      <label class="grow">Info-hash<input name="hash" required pattern="[0-9a-fA-F]{40}" title="40 hex digits" spellcheck="false" autocomplete="off"></label>
      <label class="grow">Name<input name="name" maxlength="500"></label>
      <label>Size in bytes<input name="sizeBytes" inputmode="numeric" pattern="[0-9]{1,16}"></label>
      <label class="row"><input type="checkbox" name="private"> private</label>
      <span class="buttons"><button class="main" value="allowed">Allow</button><button class="danger" value="denied">Deny</button></span></form>
    ${outcome(v.local.register?.busy ? null : v.local.register)}`, {width: 'two-thirds'});
}

function bulk(v) {
  const result = v.local.bulk;
  const load = async e => {
    e.preventDefault();
    const form = new FormData(e.target);
    const file = form.get('file');
    const isJson = file.name.endsWith('json');
    v.local.bulk = {busy: true};
    v.draw();
    try {
      const path = `/torrents${isJson ? '' : query({state: form.get('state')})}`;
      v.local.bulk = {value: await v.sendText(path, isJson ? 'application/x-ndjson' : 'text/plain', await file.text())};
      await v.reload();
    } catch (x) {
      v.local.bulk = {problem: x};
    }
    v.draw();
  };
  return box('Register many', html`<form class="line" @submit=${load}>
      <label class="grow">Info-hashes or NDJSON, a line each<input name="file" type="file" required accept=".txt,.ndjson,.json,text/plain"></label>
      <label>As<select name="state"><option>allowed</option><option>denied</option></select></label>
      <button ?disabled=${result?.busy}>Load</button></form>
    ${result?.problem ? problem(result.problem) : nothing}
    ${result?.value ? html`<p role="status">${number(result.value.accepted)} accepted, ${number(result.value.unchanged)} unchanged, ${number(result.value.rejected)} rejected.</p>
      ${result.value.problems.length ? table('Lines that were rejected', [figure('Line', p => number(p.line)), column('Why', p => p.detail)], result.value.problems) : nothing}` : nothing}`, {width: 'third', side: `at most ${number(MOST_LINES)} lines`});
}
