// Members: a card for each program that runs, or ran within a day, with its figures over time.

import {query} from '../api.js';
import {small} from '../charts.js';
import {ago, bytes, count, hundredths, micros, number, rate, span} from '../format.js';
import {box, facts, figure, html, nothing, sampled, state, table, term, when, windowOf, windows} from '../parts.js';
import {define} from '../words.js';

const STATES = {here: ['good', 'here'], late: ['warning', 'late'], missing: ['bad', 'missing']};
const PROGRAMS = ['ingress', 'scoring', 'anomaly', 'projector', 'console'];
const rank = m => (PROGRAMS.indexOf(m.program) + PROGRAMS.length + 1) % (PROGRAMS.length + 1);
const ORDER = ['missing', 'late', 'here'];

/** Of a program that has the series, or another one that stands for it. */
const CHARTS = [
  {names: ['announces'], title: 'Announces/s', shown: rate, least: 1, definition: define.nodeAnnounces},
  {names: ['reply-p99'], title: 'Reply p99', shown: micros, least: 1000, definition: define.nodeReply},
  {names: ['view-lag', 'stage-lag'], title: 'Records behind', shown: number, least: 10, definition: define.nodeLag},
  {names: ['heap'], title: 'Heap', shown: bytes, least: 1, definition: define.nodeHeap},
  {names: ['cpu'], title: 'Processors', shown: hundredths, least: 0.1, definition: define.nodeCpu},
];
const SERIES = CHARTS.flatMap(c => c.names).join(',');
const POINTS = 180;

export const members = {
  name: 'members',
  title: 'Members',
  keeps: true,

  async load(v) {
    const [list, figures] = await Promise.all([v.get('/members'), figuresOf(v)]);
    return {items: list.items, figures};
  },

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
    return html`<div class="top"><div><h1>Members</h1><p class="lead">${number(here)} of ${number(sorted.length)} programs report themselves. A program is missing when it has been silent for long; it stays listed for a day.</p></div>${windows(v)}</div>
      <div class="cards">${sorted.map(m => card(v.data.figures, m, sorted.filter(o => o !== m && o.process === m.process)))}</div>
      ${sorted.length === 0 ? html`<p class="empty full">No program has reported itself yet.</p>` : nothing}`;
  },
};

/** Figures of all nodes: at first of the whole time, then those that came since. */
async function figuresOf(v) {
  const [name, , window] = windowOf(v);
  const kept = v.local.figures?.name === name ? v.local.figures : {name, window, step: window / POINTS, to: 0, series: new Map()};
  const now = Date.now() / 1000;
  const from = new Date(1000 * Math.max(now - window, kept.to - 2 * kept.step)).toISOString();
  const history = await v.get(`/stats/history${query({node: 'all', series: SERIES, step: kept.step, from})}`);
  for (const s of history.series) {
    const before = (kept.series.get(`${s.node} ${s.name}`) ?? []).filter(([t]) => t >= now - window && t < s.points[0][0]);
    kept.series.set(`${s.node} ${s.name}`, [...before, ...s.points]);
  }
  kept.to = now;
  v.local.figures = kept;
  return kept;
}

/** Times and values, with nothing where a node was silent for some steps. */
function columns(points, step) {
  const x = [];
  const y = [];
  for (const [t, value] of points) {
    if (x.length && t - x.at(-1) > 3 * step) {
      x.push(x.at(-1) + step);
      y.push(null);
    }
    x.push(t);
    y.push(value);
  }
  return [x, y];
}

function chartsOf({name, window, step, series}, m) {
  const list = CHARTS.flatMap(c => {
    const points = c.names.map(n => series.get(`${m.node} ${n}`)).find(p => p?.length);
    return points ? [{...c, data: columns(points, step), values: new Map(points)}] : [];
  });
  if (list.length === 0) return html`<p class="empty">It has sent no figures.</p>`;
  const times = [...new Set(list.flatMap(c => [...c.values.keys()]))].toSorted((a, b) => a - b);
  return html`<div class="small-charts">${list.map(c => smallChart(`${m.node} ${c.title} ${name}`, c, window))}</div>
    <details><summary>As table</summary>${sampled(times, list.map(c => [c.title, times.map(t => c.values.get(t)), c.shown]))}</details>`;
}

function smallChart(key, {title, data, shown, least, definition}, window) {
  const values = data[1].filter(y => y != null);
  const now = shown(values.at(-1));
  return html`<div><dl><dt>${term(title, definition)}</dt><dd>${now}</dd></dl>
    <eq-chart role="img" aria-label="${title}. Last ${now}, the most ${shown(Math.max(...values))}" .spec=${small(key, data, {window, least, shown})}></eq-chart></div>`;
}

/** Others: the programs that share its process. */
function card(figures, m, others) {
  const [kind, word] = STATES[m.state] ?? ['off', m.state];
  return box(`${m.program} on ${m.node}`, html`${facts([
      ['Version', m.version || '–'],
      ['Last report', html`<span title=${m.lastSeenAt}>${ago(m.lastSeenAt)}</span>`],
      ['Running for', span((Date.parse(m.lastSeenAt) - Date.parse(m.startedAt)) / 1000)],
      ['Started', when(m.startedAt)],
      ...(others.length ? [['Shares a process', `with ${others.map(o => o.program).join(', ')}`, define.sharedProcess]] : []),
      ...(m.chores ? [['Chores', 'does them', define.chores]] : []),
    ])}
    ${chartsOf(figures, m)}
    ${m.addresses.length ? html`<h3>Addresses</h3><p>${m.addresses.map(a => html`<code>${a}</code> `)}</p>` : nothing}
    ${m.view.length ? html`<details><summary>Position of its view: ${count(m.view.length, 'partition')}</summary>${table('Position of its view', [figure('Partition', p => p.partition), figure('Next offset', p => number(p.offset))], m.view)}</details>` : nothing}`,
    {side: state(kind, word), width: 'card'});
}
