// Settings in force on every node, with what they mean; some change while programs run. Secrets are blotted by the API.

import {number} from '../format.js';
import {box, choices, column, copyButton, html, nothing, outcome, state, table, term, when} from '../parts.js';
import {define} from '../words.js';

const SHOWN = [['', 'All'], ['changed', 'Changed'], ['live', 'Live']];
const SOURCES = {default: 'default', file: 'file', console: 'console', environment: 'environment', flag: '--set'};

export const settings = {
  name: 'settings',
  title: 'Settings',
  keeps: true,
  load: async v => ({list: v.role === 'operator' ? await v.get('/settings') : null}),

  /** Somebody has changed something; what is being typed stays. */
  live(v, name, data) {
    if (name === 'change' && data.operation.includes('/settings/')) v.reloadSoon();
  },

  view(v) {
    if (v.data.list == null) return html`<h1>Settings</h1><p class="full">Settings are for tokens with role operator.</p>`;
    const all = v.data.list.items;
    const text = (v.local.text ?? '').toLowerCase();
    const show = v.search.get('show') ?? '';
    const only = {changed: s => s.changed || s.override != null, live: s => s.live}[show] ?? (() => true);
    const chosen = all.filter(s => only(s) && `${s.key} ${s.description}`.toLowerCase().includes(text));
    const groups = Map.groupBy(chosen, s => s.key.split('.')[0]);
    const changed = all.filter(s => s.changed);
    const type = e => {
      v.local.text = e.target.value;
      v.draw();
    };
    return html`<div class="top"><div><h1>Settings</h1><p class="lead">${number(all.length)} settings are in force here; ${number(changed.length)} differ from their default. Those that are ${term('live', define.live)} can be changed here. Change the others in the file, by environment or by flag, and start again.</p></div>
        <div class="buttons">${choices('Show', SHOWN, show, s => v.address({show: s}))}</div></div>
      <form class="full line" role="search" aria-label="Settings" @submit=${e => e.preventDefault()}><label class="grow">Filter by key or meaning<input type="search" .value=${v.local.text ?? ''} @input=${type}></label></form>
      ${[...groups].map(([group, list]) => box(group, table(`Settings of ${group}`, columns(v), list)))}
      ${chosen.length === 0 ? html`<p class="empty full">No setting has these words.</p>` : nothing}
      ${changed.length ? box('What differs, as TOML', html`<pre tabindex="0"><code>${toml(changed)}</code></pre>`, {side: copyButton(toml(changed))}) : nothing}`;
  },
};

const columns = v => [
  column('Setting', s => html`<code>${s.key}</code>${s.live ? html` <span class="badge">live</span>` : nothing}`),
  column('In force', s => (v.local.editing === s.key ? editor(v, s) : inForce(v, s))),
  {...column('Default', s => html`<span class="dim">${s.byDefault === '' ? 'empty' : s.byDefault}</span>`), wide: true},
  {...column('Values', s => html`<span class="dim">${s.values}</span>`), wide: true},
  {...column('What it does', s => s.description), wide: true},
];

const shown = value => (value === '' ? html`<span class="dim">empty</span>` : value);
const source = name => (name === 'default' ? nothing : html`<span class="badge">${SOURCES[name] ?? name}</span>`);

function inForce(v, s) {
  const edit = () => {
    v.local.editing = s.key;
    v.local.set = null;
    v.draw();
    document.getElementById('new-value')?.focus();
  };
  const said = v.local.said === s.key && !v.local.set?.busy ? outcome(v.local.set) : nothing;
  return html`<strong class="value">${shown(s.value)}</strong> ${source(s.source)}
    ${s.live ? html`<button class="small" aria-label="Change ${s.key}" @click=${edit}>Change</button>` : nothing}
    ${s.override ? html`<p class="dim">set to ${shown(s.override.value)} by ${s.override.by}, ${when(s.override.at)}</p>` : nothing}
    ${apart(s)}${said}`;
}

/** What nodes have that is not the same everywhere, waits for a start, or was refused. */
function apart(s) {
  const differ = new Set(s.nodes.map(n => n.value)).size > 1;
  return html`${differ ? html`<p>${state('warning', 'nodes differ')}</p>` : nothing}
    ${s.nodes.filter(n => differ || n.next != null || n.refused).map(n => html`<p class="dim">${n.nodes.join(', ')}: ${shown(n.value)} (${SOURCES[n.source] ?? n.source})${n.next != null ? html`, after a restart <strong>${shown(n.next)}</strong>` : nothing}
      ${n.refused ? html`<br>${state('bad', 'not in force')} ${n.refused}` : nothing}</p>`)}`;
}

function editor(v, s) {
  const act = (method, body) => {
    v.local.said = s.key;
    return v.act('set', async () => {
      const reply = await v.send(method, `/settings/${s.key}`, body);
      v.local.editing = null;
      return reply.late ? 'Stored in Kafka, but not in force on every node yet.' : 'In force on every node.';
    });
  };
  const set = e => {
    e.preventDefault();
    act('PUT', {value: new FormData(e.target).get('value')});
  };
  const leave = () => {
    v.local.editing = null;
    v.local.set = null;
    v.draw();
  };
  const waits = v.local.set?.busy;
  return html`<form class="line" @submit=${set}>
      <label class="grow">${s.values}<input id="new-value" name="value" .value=${s.override?.value ?? s.value} maxlength="1000" autocomplete="off" spellcheck="false" aria-label="New value of ${s.key}"></label>
      <button class="small main" ?disabled=${waits}>Set</button>
      ${s.override ? html`<button class="small" type="button" ?disabled=${waits} @click=${() => act('DELETE')}>Take back</button>` : nothing}
      <button class="small" type="button" @click=${leave}>Cancel</button></form>
    ${waits ? html`<p class="dim">Waiting for the nodes.</p>` : outcome(v.local.set)}`;
}

const isPlain = value => /^(true|false|-?\d+(\.\d+)?|\[.*\])$/.test(value);
const toml = list => list.map(s => `${s.key} = ${isPlain(s.value) ? s.value : JSON.stringify(s.value)}`).join('\n');
