// Pieces that several pages show: headings, tables, figures, badges, problems, buttons.

import {html, nothing} from './vendor/lit-html/3.3.1/lit-html.js';
import {bytes, clock, exactBytes, number, short, time, utc} from './format.js';

export {html, nothing};

/** A word with its definition, shown on hover and on focus. */
export const term = (word, definition) =>
  definition
    ? html`<span class="term" tabindex="0">${word}<span class="definition" role="note">${definition}</span></span>`
    : word;

export const when = at => (at == null ? '–' : html`<time datetime=${at} title=${utc(at)}>${time(at)}</time>`);

export const size = value => html`<span title=${exactBytes(value)}>${bytes(value)}</span>`;

export const hashLink = (hash, name) =>
  name
    ? html`<a href="#/swarms/${hash}" title=${hash}>${name}</a>`
    : html`<a href="#/swarms/${hash}" title=${hash}><code>${short(hash)}</code></a>`;

export const clientLink = id => html`<a href="#/clients/${id}" title=${id}><code>${short(id)}</code></a>`;

const SHAPES = {good: '●', warning: '▲', bad: '■', off: '○'};

/** A state as shape, colour and word. */
export const state = (kind, word) =>
  html`<span class="state ${kind}"><span aria-hidden="true">${SHAPES[kind] ?? '○'}</span> ${word}</span>`;

export const tier = n => (n == null ? html`<span class="dim">none</span>` : html`<span class="tier t${n}">tier ${n}</span>`);

export const registration = text =>
  text === 'allowed'
    ? state('good', 'allowed')
    : text === 'denied'
      ? state('bad', 'denied')
      : state('off', 'not registered');

export const levelState = n => ['off', 'off', 'warning', 'bad', 'bad'][n] ?? 'off';

/** One column: name, cell of a row; figure: to the right; wide: not on phones; definition. */
export const column = (name, cell, more = {}) => ({name, cell, ...more});
export const figure = (name, cell, definition) => ({name, cell, figure: true, definition});

const classes = c => `${c.figure ? 'figure' : ''} ${c.wide ? 'wide' : ''}`;

export function table(caption, columns, rows, empty = 'There is nothing here yet.') {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<div class="scroll" role="region" aria-label=${caption} tabindex="0"><table>
    <caption class="away">${caption}</caption>
    <thead><tr>${columns.map(c => html`<th scope="col" class=${classes(c)}>${term(c.name, c.definition)}</th>`)}</tr></thead>
    <tbody>${rows.map(r => html`<tr>${columns.map(c => html`<td class=${classes(c)}>${c.cell(r)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

/** A section of a page. */
export const box = (title, content, more = {}) =>
  html`<section class="box ${more.width ?? 'full'}">
    <header><h2>${term(title, more.definition)}</h2><div class="side">${more.side ?? nothing}</div></header>${content}
  </section>`;

/** A chart with its summary for those who do not see it, and its figures as a table. */
export const chart = (title, spec, more) =>
  box(
    title,
    html`<eq-chart class="grows ${more.height ?? ''}" role="img" aria-label="${title}. ${more.summary}" .spec=${spec}></eq-chart>
      ${more.legend ?? nothing}
      <details><summary>As table</summary>${more.table}</details>
      ${more.below ?? nothing}`,
    more,
  );

export const facts = list =>
  html`<dl class="facts">${list.map(([name, value, definition]) => html`<div><dt>${term(name, definition)}</dt><dd>${value}</dd></div>`)}</dl>`;

export const bar = (part, most, kind = '') =>
  html`<span class="meter ${kind}" aria-hidden="true"><span .style=${`width:${Math.min(100, Math.max(0, (100 * part) / (most || 1)))}%`}></span></span>`;

/** Parts of a whole beside each other, with what each is. */
export const shares = (label, list) =>
  html`<div class="shares" role="img" aria-label="${label}: ${list.map(s => `${s.name} ${number(s.value)}`).join(', ')}">
    ${list.map(s => (s.value ? html`<span class=${s.kind} .style=${`flex-grow:${s.value}`}></span>` : nothing))}</div>`;

const WHAT_TO_DO = {
  'no-token': 'The console does not know this token. Open the link that the tracker prints, or ask for a new token.',
  'not-allowed': 'This needs a token with role operator.',
  'not-available': 'PostgreSQL or Kafka does not answer. The overview goes on with what is known.',
  'too-many': 'Too many requests with this token. Wait some seconds.',
  'too-many-wrong': 'Too many requests without a known token came from here. Wait a minute.',
  'not-published': 'Kafka did not take the change. Nothing is certain to be written: look before you repeat it.',
};

export function problem(e, again) {
  return html`<div class="problem" role="alert"><p><strong>${e.message}</strong></p>
    ${(e.errors ?? []).map(x => html`<p><code>${x.pointer}</code> ${x.detail}</p>`)}
    <p>${WHAT_TO_DO[e.type] ?? nothing} ${e.asked ? html`Tried: <code>${e.asked}</code>.` : nothing}</p>
    ${again ? html`<button @click=${again}>Try again</button>` : nothing}</div>`;
}

/** Says what an action did, in place. */
export const outcome = o =>
  o == null || o.busy ? nothing : o.problem ? problem(o.problem) : html`<p class="done" role="status">${state('good', o.text)}</p>`;

export const copyButton = text =>
  html`<button class="quiet" aria-label=${text.length > 60 ? "Copy" : `Copy ${text}`} @click=${e => copied(e.currentTarget, text)}>Copy</button>`;

async function copied(button, text) {
  await navigator.clipboard.writeText(text);
  button.textContent = 'Copied';
}

/** Filters as links: the URL holds what is chosen. */
export const choices = (label, list, chosen, address) =>
  html`<nav class="choices" aria-label=${label}>${list.map(
    ([value, word]) => html`<a href=${address(value)} aria-current=${value === chosen ? 'true' : nothing}>${word}</a>`,
  )}</nav>`;

const WINDOWS = [['30m', '30 min', 1800], ['6h', '6 h', 21600], ['24h', '24 h', 86400]];

/** How much time charts show: name, word and seconds, as the URL has it. */
export const windowOf = v => WINDOWS.find(([name]) => name === v.search.get('window')) ?? WINDOWS[0];

export const windows = v => choices('Time', WINDOWS, windowOf(v)[0], name => v.address({window: name}));

/** At most some rows of a time series, newest first: list is [[name, values, how one is shown], …]. */
export function sampled(times, list) {
  const step = Math.max(1, Math.ceil(times.length / 24));
  const rows = times.map((t, i) => i).filter(i => (times.length - 1 - i) % step === 0).reverse();
  return table('Figures of the chart', [column('Time', i => clock(times[i] * 1000)), ...list.map(([n, values, shown]) => figure(n, i => shown(values[i])))], rows);
}

/** More of a list, read page by page. */
export const more = (list, next) =>
  list.next ? html`<p class="more"><button @click=${next}>Show more</button></p>` : nothing;

export const viewerOnly = role => (role === 'operator' ? nothing : html`<p class="dim">Changes need a token with role operator.</p>`);
