// Keys: issue, rotate, revoke. A key is shown once, here, and stored nowhere.

import {query} from '../api.js';
import {box, clientLink, column, copyButton, html, more, nothing, outcome, state, table, when} from '../parts.js';
import {next} from './swarms.js';

const PAGE = 100;

/** A new key, which no later answer holds. */
export const secret = k => html`<div class="secret" role="status"><p><strong>Copy it now: this key is shown once.</strong></p>
  <p><code>${k.key}</code> ${copyButton(k.key)}</p>
  <ul>${k.announceUrls.map(u => html`<li><code>${u}</code> ${copyButton(u)}</li>`)}</ul>
  <p class="dim">Client ${clientLink(k.client)}${k.note ? `, ${k.note}` : ''}</p></div>`;

export const keys = {
  name: 'keys',
  title: 'Keys',
  keeps: true,
  load: async v => ({list: v.role === 'operator' ? await v.get(`/keys${query({limit: PAGE})}`) : null}),

  view(v) {
    if (v.data.list == null) return html`<h1>Keys</h1><p class="full">Keys are for tokens with role operator.</p>`;
    const issue = e => {
      e.preventDefault();
      const note = new FormData(e.target).get('note');
      e.target.reset();
      v.act('change', async () => {
        v.local.issued = (await v.send('POST', '/keys', {note})).value;
        return 'Issued.';
      });
    };
    const said = v.local.change;
    return html`<div class="top"><div><h1>Keys</h1><p class="lead">An announce key in the URL tells the tracker which client announces, from any address. The tracker keeps only its hash.</p></div></div>
      ${box('Issue a key', html`<form class="line" @submit=${issue}><label class="grow">Note: for whom it is<input name="note" maxlength="200"></label><button class="main" ?disabled=${said?.busy}>Issue</button></form>
        ${v.local.issued ? secret(v.local.issued) : nothing}${outcome(said?.busy ? null : said)}`)}
      ${box('Issued keys', html`${table('Keys', columns(v), v.data.list.items, 'No key has been issued.')}${more(v.data.list, next(v, 'list', '/keys'))}`)}`;
  },
};

const columns = v => [
  column('Client', k => clientLink(k.client)),
  column('Note', k => k.note || '–'),
  column('State', k => (k.state === 'revoked' ? state('bad', 'revoked') : state('good', k.state))),
  {...column('Changed', k => when(k.at)), wide: true},
  {...column('By', k => k.by), wide: true},
  {...column('Former key is good until', k => when(k.previousUntil)), wide: true},
  {name: 'Actions', cell: k => (k.state === 'revoked' ? nothing : actions(v, k)), figure: true},
];

function actions(v, k) {
  const rotate = () =>
    v.act('change', async () => {
      v.local.issued = (await v.send('POST', `/keys/${k.client}/rotate`)).value;
      return 'Rotated.';
    });
  const revoke = () =>
    v.act('change', async () => {
      await v.send('DELETE', `/keys/${k.client}`);
      v.local.sure = null;
      return `The key of ${k.client} is revoked.`;
    });
  const ask = () => {
    v.local.sure = k.client;
    v.draw();
  };
  return html`<button class="small" aria-label="Rotate the key of ${k.note || k.client}" @click=${rotate}>Rotate</button>${
    v.local.sure === k.client
      ? html`<button class="small danger" @click=${revoke}>Revoke for good</button>`
      : html`<button class="small" aria-label="Revoke the key of ${k.note || k.client}" @click=${ask}>Revoke</button>`
  }`;
}
