// Members: a card for each program that runs, or ran within a day.

import {ago, count, number, span} from '../format.js';
import {box, facts, figure, html, nothing, state, table, when} from '../parts.js';
import {define} from '../words.js';

const STATES = {here: ['good', 'here'], late: ['warning', 'late'], missing: ['bad', 'missing']};
const PROGRAMS = ['ingress', 'scoring', 'anomaly', 'projector', 'console'];
const rank = m => (PROGRAMS.indexOf(m.program) + PROGRAMS.length + 1) % (PROGRAMS.length + 1);
const ORDER = ['missing', 'late', 'here'];

export const members = {
  name: 'members',
  title: 'Members',
  keeps: true,
  load: v => v.get('/members'),

  live(v, name) {
    if (name === 'member') return v.reload();
    if (name === 'stats' && Date.now() - (v.local.at ?? 0) > 5000) {
      v.local.at = Date.now();
      v.reload();
    }
  },

  view(v) {
    const sorted = v.data.items.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || rank(a) - rank(b) || a.node.localeCompare(b.node));
    const here = sorted.filter(m => m.state === 'here').length;
    return html`<div class="top"><div><h1>Members</h1><p class="lead">${number(here)} of ${number(sorted.length)} programs report themselves. A program is missing when it has been silent for long; it stays listed for a day.</p></div></div>
      <div class="cards">${sorted.map(card)}</div>
      ${sorted.length === 0 ? html`<p class="empty full">No program has reported itself yet.</p>` : nothing}`;
  },
};

function card(m) {
  const [kind, word] = STATES[m.state] ?? ['off', m.state];
  return box(`${m.program} on ${m.node}`, html`${facts([
      ['Version', m.version || '–'],
      ['Last report', html`<span title=${m.lastSeenAt}>${ago(m.lastSeenAt)}</span>`],
      ['Running for', span((Date.parse(m.lastSeenAt) - Date.parse(m.startedAt)) / 1000)],
      ['Started', when(m.startedAt)],
      ...(m.chores ? [['Chores', 'does them', define.chores]] : []),
    ])}
    ${m.addresses.length ? html`<h3>Addresses</h3><p>${m.addresses.map(a => html`<code>${a}</code> `)}</p>` : nothing}
    ${m.view.length ? html`<details><summary>Position of its view: ${count(m.view.length, 'partition')}</summary>${table('Position of its view', [figure('Partition', p => p.partition), figure('Next offset', p => number(p.offset))], m.view)}</details>` : nothing}`,
    {side: state(kind, word), width: 'card'});
}
