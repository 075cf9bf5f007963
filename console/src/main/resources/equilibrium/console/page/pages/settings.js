// Settings in force, with what they mean; secrets are blotted by the API.

import {number} from '../format.js';
import {box, choices, column, copyButton, html, nothing, table} from '../parts.js';

const SHOWN = [['', 'All'], ['changed', 'Changed']];

export const settings = {
  name: 'settings',
  title: 'Settings',
  keeps: true,
  load: async v => ({list: v.role === 'operator' ? await v.get('/settings') : null}),

  view(v) {
    if (v.data.list == null) return html`<h1>Settings</h1><p class="full">Settings are for tokens with role operator.</p>`;
    const all = v.data.list.items;
    const isChanged = s => s.changed ?? s.value !== s.byDefault;
    const text = (v.local.text ?? '').toLowerCase();
    const only = v.search.get('show') === 'changed';
    const chosen = all.filter(s => (!only || isChanged(s)) && `${s.key} ${s.description}`.toLowerCase().includes(text));
    const groups = Map.groupBy(chosen, s => s.key.split('.')[0]);
    const changed = all.filter(isChanged);
    const type = e => {
      v.local.text = e.target.value;
      v.draw();
    };
    return html`<div class="top"><div><h1>Settings</h1><p class="lead">${number(all.length)} settings are in force here; ${number(changed.length)} differ from their default. Change them in the file, by environment or by flag, and start again.</p></div>
        <div class="buttons">${choices('Show', SHOWN, only ? 'changed' : '', s => v.address({show: s}))}</div></div>
      <form class="full line" role="search" aria-label="Settings" @submit=${e => e.preventDefault()}><label class="grow">Filter by key or meaning<input type="search" .value=${v.local.text ?? ''} @input=${type}></label></form>
      ${[...groups].map(([group, list]) => box(group, table(`Settings of ${group}`, columns(isChanged), list)))}
      ${chosen.length === 0 ? html`<p class="empty full">No setting has these words.</p>` : nothing}
      ${changed.length ? box('What differs, as TOML', html`<pre tabindex="0"><code>${toml(changed)}</code></pre>`, {side: copyButton(toml(changed))}) : nothing}`;
  },
};

const columns = isChanged => [
  column('Setting', s => html`<code>${s.key}</code>`),
  column('In force', s => html`<strong class="value">${s.value === '' ? html`<span class="dim">empty</span>` : s.value}</strong> ${isChanged(s) ? html`<span class="badge">changed</span>` : nothing}`),
  {...column('Default', s => html`<span class="dim">${s.byDefault === '' ? 'empty' : s.byDefault}</span>`), wide: true},
  {...column('Values', s => html`<span class="dim">${s.values}</span>`), wide: true},
  {...column('What it does', s => s.description), wide: true},
];

const isPlain = value => /^(true|false|-?\d+(\.\d+)?|\[.*\])$/.test(value);
const toml = list => list.map(s => `${s.key} = ${isPlain(s.value) ? s.value : JSON.stringify(s.value)}`).join('\n');
