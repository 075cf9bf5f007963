// Changes: who changed what through the API, newest first. It is topic audit.

import {query} from '../api.js';
import {short} from '../format.js';
import {box, column, html, more, table, when} from '../parts.js';
import {next} from './swarms.js';

const PAGE = 100;
const shown = text => html`<span title=${text}>${/^[0-9a-f]{32,40}$/.test(text) ? html`<code>${short(text)}</code>` : text}</span>`;

export const changeColumns = [
  column('When', c => when(c.at)),
  column('Who', c => c.by),
  column('Did', c => html`<code>${c.operation}</code>`),
  {...column('To', c => shown(c.subject)), wide: true},
];

const columns = [
  ...changeColumns,
  {...column('Detail', c => c.detail || '–'), wide: true},
  {...column('Record', c => html`<code>${c.position || '–'}</code>`), wide: true},
];

export const changes = {
  name: 'changes',
  title: 'Changes',
  keeps: true,
  load: async v => ({list: await v.get(`/audit${query({limit: PAGE})}`)}),

  live(v, name) {
    if (name === 'change') v.reloadSoon();
  },

  view: v => html`<div class="top"><div><h1>Changes</h1><p class="lead">Everything that was changed through the API, with the name of the token. The log of it is topic audit.</p></div></div>
    ${box('Newest first', html`${table('Changes', columns, v.data.list.items, 'Nobody has changed anything.')}${more(v.data.list, next(v, 'list', '/audit'))}`)}`,
};
