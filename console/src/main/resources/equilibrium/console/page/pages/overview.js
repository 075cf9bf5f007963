// Overview: the verdict in words, figures, charts with their tables, short lists.

import {query} from '../api.js';
import {balanceMap, histogram, lines, spark} from '../charts.js';
import {bytes, count, number, percent, rate, signedPercent, span, time} from '../format.js';
import {box, chart, clientLink, column, figure, hashLink, html, nothing, sampled, shares, state, table, term, when, windowOf, windows} from '../parts.js';
import {define} from '../words.js';
import {changeColumns} from './changes.js';

const SERIES = 'announces,seeders,leechers,swarms,clients,lag-postgresql,lag-scoring,lag-anomaly';
const MOST_POINTS = 2000;
const STAGES = {postgresql: 'PostgreSQL', scoring: 'Scoring', anomaly: 'Detection'};
const SHORT_LIST = 8;

export const overview = {
  name: 'overview',
  title: 'Overview',
  keeps: true,
  seed: () => null,

  async load(v) {
    const from = new Date(Date.now() - windowOf(v)[2] * 1000).toISOString();
    const [stats, history, ...pictures] = await Promise.all([
      v.get('/stats'),
      v.get(`/stats/history${query({series: SERIES, from})}`),
      ...Object.values(PICTURES).map(path => v.get(path).catch(unlessMissing)),
    ]);
    const series = Object.fromEntries(history.series.map(s => [s.name, s]));
    return {stats, series, ...Object.fromEntries(Object.keys(PICTURES).map((name, i) => [name, pictures[i]]))};
  },

  live(v, name, data) {
    if (name === 'stats') {
      v.data.stats = data;
      grow(v.data.series, data);
    } else if (name === 'pictures') {
      renew(v, PICTURE_NEWS[data.name] ?? []);
    } else if (name === 'change') {
      renew(v, ['changes']);
    } else if (name === 'finding') {
      renew(v, ['anomalies']);
    }
    v.draw();
  },

  view(v) {
    const {stats} = v.data;
    return html`<h1 class="away">Overview</h1>
      ${verdict(stats.verdict)} ${figures(v)} ${announces(v)} ${stages(v)}
      ${v.data.tiers ? tiers(v.data.tiers) : missing('Clients by score and tier', 'half')}
      ${v.data.balances ? map(v.data.balances) : missing('Balance of swarms', 'half')}
      ${v.data.findings ? findings(v.data.findings) : missing('Findings, last 24 h')}
      ${box('Busiest swarms', table('Busiest swarms', busy, rows(v, 'busiest').slice(0, SHORT_LIST), 'Nobody has announced yet.'), {width: 'half', side: html`<a href="#/swarms">All swarms</a>`})}
      ${box('Most out of balance', table('Swarms most out of balance', worst, rows(v, 'unbalanced').filter(s => s.imbalancedSince).slice(0, SHORT_LIST), 'Every swarm is in balance.'), {width: 'half', definition: define.outOfBalance, side: html`<a href="#/swarms?sort=imbalance">All by imbalance</a>`})}
      ${box('Newest findings', table('Newest findings', found, rows(v, 'anomalies').slice(0, SHORT_LIST), 'No rule has found anything.'), {width: 'half', side: html`<a href="#/anomalies">All anomalies</a>`})}
      ${box('Last changes', table('Last changes', changeColumns, rows(v, 'changes').slice(0, SHORT_LIST), 'Nobody has changed anything.'), {width: 'half', side: html`<a href="#/changes">All changes</a>`})}`;
  },
};

const PICTURES = {
  tiers: '/tiers',
  balances: '/balances',
  findings: '/findings',
  busiest: '/swarms?sort=peers&limit=8',
  unbalanced: '/swarms?sort=imbalance&limit=20',
  anomalies: '/anomalies?limit=8',
  changes: '/audit?limit=8',
};
const PICTURE_NEWS = {tiers: ['tiers'], balances: ['balances'], findings: ['findings', 'anomalies'], busiest: ['busiest', 'unbalanced']};

/** PostgreSQL is away, or a picture is not computed yet: the verdict shows all the same. */
function unlessMissing(e) {
  if (e.type === 'not-available') return null;
  throw e;
}

const rows = (v, name) => v.data[name]?.items ?? [];

const missing = (title, width) => box(title, html`<p class="empty">PostgreSQL has not said yet.</p>`, {width});

/** Reads some pictures again; what fails stays as it is until the next news. */
async function renew(v, names) {
  for (const name of names) {
    try {
      v.data[name] = await v.get(PICTURES[name]);
      v.draw();
    } catch {
      return;
    }
  }
}

const value = (stats, name) =>
  ({
    announces: stats.announcesPerSecond,
    seeders: stats.swarms?.seeders,
    leechers: stats.swarms?.leechers,
    swarms: stats.swarms?.swarms,
    clients: stats.clients?.clients,
  })[name] ?? stats.stages.find(s => `lag-${s.name}` === name)?.lagSeconds;

/** The newest figures as the newest points: each second for announces and lags, bounded in number. */
function grow(series, stats) {
  const at = Date.parse(stats.asOf) / 1000;
  for (const s of Object.values(series)) {
    const y = value(stats, s.name);
    if (y == null || at <= (s.points.at(-1)?.[0] ?? 0)) continue;
    s.points.push([at, y]);
    if (s.points.length > MOST_POINTS) s.points.shift();
  }
}

const WORDS = {good: 'All well', warning: 'Look soon', bad: 'Act now'};

function verdict(v) {
  const others = v.conditions.slice(1);
  const first = v.conditions[0];
  // A screen reader is told of another state, not of another figure: the text that it follows is the state.
  return html`<div class="verdict ${v.state}"><p><span role="status">${state(v.state, `${WORDS[v.state]}.`)}</span> ${v.text}</p>
    ${first?.runbook ? html`<p class="dim">What to do: <code>${first.runbook}</code></p>` : nothing}
    ${others.length ? html`<ul>${others.map(c => html`<li>${state(c.state, c.name)} ${c.text} <code>${c.runbook}</code></li>`)}</ul>` : nothing}</div>`;
}

const points = s => [s?.points.map(p => p[0]) ?? [], s?.points.map(p => p[1]) ?? []];

/** Values of a second series at the times of a first: its newest point at or before each. */
function at(times, s) {
  let i = 0;
  const list = s?.points ?? [];
  return times.map(t => {
    while (i + 1 < list.length && list[i + 1][0] <= t + 5) i++;
    return list[i] && Math.abs(list[i][0] - t) < 60 ? list[i][1] : null;
  });
}

function kpi(name, shown, unit, note, definition, line) {
  return html`<div class="kpi"><dl><dt>${term(name, definition)}</dt>
      <dd><span class="value">${shown}</span> <span class="unit">${unit}</span><div class="note">${note}</div></dd></dl>
    ${line ? html`<eq-chart aria-hidden="true" .spec=${line}></eq-chart>` : nothing}</div>`;
}

function figures(v) {
  const {stats, series} = v.data;
  const {swarms: s, clients: c, members: m} = stats;
  const peers = s ? s.seeders + s.leechers : null;
  const slowest = stats.stages.reduce((a, b) => ((b.lagSeconds ?? -1) > (a?.lagSeconds ?? -1) ? b : a), null);
  const since = Date.now() / 1000 - windowOf(v)[2];
  const line = name => {
    const [x, y] = points(series[name]);
    const begin = x.findIndex(t => t >= since);
    return x.length > 1 ? spark(name, [x.slice(begin), y.slice(begin)]) : null;
  };
  const lag = slowest?.lagSeconds != null ? line(`lag-${slowest.name}`) : null;
  return html`<div class="figures" role="group" aria-label="Figures">
    ${kpi('Announces', rate(stats.announcesPerSecond), 'a second', stats.notRecordedLastHour == null ? 'recorded in Kafka' : `${number(stats.notRecordedLastHour)} not recorded, last hour`, define.announces, line('announces'))}
    ${kpi('Peers', number(peers), '', s ? `${number(s.seeders)} seed (${percent(s.seeders, peers)})` : 'not counted yet', define.peers, line('seeders'))}
    ${kpi('Swarms', number(s?.swarms), '', s ? `${number(s.outOfBalance)} out of balance` : 'not counted yet', define.swarms, line('swarms'))}
    ${kpi('Clients', number(c?.clients), '', c ? `${number(c.withKey)} keys, ${number(c.suspected)} suspected` : 'not counted yet', define.clients, line('clients'))}
    ${kpi('Behind the log', slowest?.lagSeconds == null ? '–' : span(slowest.lagSeconds), '', slowest?.lagSeconds == null ? 'not known yet' : `slowest: ${STAGES[slowest.name] ?? slowest.name}`, define.behind, lag)}
    ${kpi('Programs', `${m.here}`, `of ${m.here + m.late + m.missing}`, m.late || m.missing ? `${m.late} late, ${m.missing} missing` : 'all report themselves', define.programs, null)}
  </div>`;
}

function announces(v) {
  const {series} = v.data;
  const [name, , window] = windowOf(v);
  const [x, y] = points(series.announces);
  const most = y.reduce((a, b) => Math.max(a, b), 0);
  const marks = rows(v, 'changes').map(c => ({at: Date.parse(c.at) / 1000, text: `${c.by}: ${c.operation}`}));
  const spec = lines(`announces ${name}`, [{name: 'announces', colour: 'a', fill: true}], [x, y], {unit: 'a second', window, least: 5, marks});
  return chart('Announces over time', spec, {
    width: 'two-thirds',
    definition: define.announces,
    summary: `Now ${rate(y.at(-1))} a second, the most ${rate(most)}`,
    side: windows(v),
    legend: html`<ul class="legend"><li class="a">announces a second, HTTP and UDP together</li>${marks.some(m => m.at > Date.now() / 1000 - window) ? html`<li class="b">▲ a change: the last ${marks.length} are marked</li>` : nothing}${x.length < 2 ? html`<li class="plain">The console keeps figures from its start on.</li>` : nothing}</ul>`,
    table: sampled(x, [['Announces a second', y, rate]]),
  });
}

const STATE_WORDS = {good: 'in time', warning: 'behind', bad: 'far behind'};

function stages(v) {
  const {stats, series} = v.data;
  const [name, , window] = windowOf(v);
  const [x] = points(series['lag-postgresql']);
  const values = ['postgresql', 'scoring', 'anomaly'].map(n => at(x, series[`lag-${n}`]));
  const spec = lines(`lag ${name}`, [{name: 'PostgreSQL', colour: 'a'}, {name: 'scoring', colour: 'b'}, {name: 'detection', colour: 'c'}], [x, ...values], {unit: 's', window, least: 2});
  const columns = [
    column('Stage', s => STAGES[s.name] ?? s.name),
    column('State', s => (s.lagSeconds == null ? state('off', 'not known') : state(s.state, STATE_WORDS[s.state]))),
    figure('Behind', s => span(s.lagSeconds)),
    figure('Records', s => number(s.lagRecords)),
  ];
  return chart('Behind the log', spec, {
    width: 'third',
    height: 'low',
    definition: define.lag,
    summary: stats.stages.map(s => `${STAGES[s.name] ?? s.name} ${span(s.lagSeconds)}`).join(', '),
    legend: html`<ul class="legend"><li class="a">PostgreSQL</li><li class="b">scoring</li><li class="c">detection</li></ul>`,
    table: sampled(x, [['PostgreSQL', values[0], span], ['Scoring', values[1], span], ['Detection', values[2], span]]),
    below: table('Stages', columns, stats.stages),
  });
}

const KINDS = [['key', 'Key'], ['address', 'Address'], ['peer-id', 'Peer id']];

export function tiers(t) {
  const of = (tier, identity) => t.clients.filter(g => g.tier === tier && (!identity || g.identity === identity)).reduce((sum, g) => sum + g.clients, 0);
  const all = t.clients.reduce((sum, g) => sum + g.clients, 0);
  const list = [0, 1, 2, 3].map(n => ({name: `tier ${n}`, kind: `t${n}`, value: of(n)}));
  const columns = [
    column('Tier', s => html`<span class="tier ${s.kind}">${s.name}</span>`),
    figure('Clients', s => number(s.value)),
    figure('Share', s => percent(s.value, all)),
    ...KINDS.map(([kind, word]) => ({...figure(word, s => number(of(+s.kind[1], kind))), wide: true})),
  ];
  const buckets = t.histogram.map(b => ({...b, to: b.to === 1000 ? 999 : b.to}));
  return chart('Clients by score and tier', histogram(`scores ${t.epoch}`, buckets, t.cuts), {
    width: 'half',
    definition: define.score,
    side: t.cuts.length ? html`${term('cuts', define.cut)} ${t.cuts.map(c => rate(c)).join(', ')}, from ${count(t.population, 'client')}${t.provisional ? ' (provisional)' : ''}` : 'no cuts yet',
    summary: `${list.map(s => `${s.name}: ${count(s.value, 'client')}`).join(', ')}. Cuts at ${t.cuts.map(c => rate(c)).join(', ') || 'no scores yet'}`,
    table: table('Histogram', [column('Score', b => `${b.from} to ${b.to}`), figure('Clients', b => number(b.clients))], t.histogram),
    below: html`<h3>${term('By tier', define.tiers)}</h3>${shares('Clients by tier', list)}${table('Clients by tier', columns, list)}`,
  });
}

function map(b) {
  const out = b.points.filter(p => p.imbalancedSince);
  const columns = [
    column('Swarm', p => hashLink(p.infoHash, p.name)),
    figure('Moved', p => bytes(p.moved), define.moved),
    figure('Imbalance', p => signedPercent(p.imbalancePercent), define.imbalance),
    figure('Peers', p => number(p.peers)),
  ];
  return chart('Balance of swarms', balanceMap('balances', b.points), {
    width: 'half',
    height: 'tall',
    definition: define.imbalance,
    side: `${number(b.points.length)} of ${number(b.swarms)} swarms, as of ${time(b.asOf)}`,
    summary: `${number(out.length)} of ${number(b.swarms)} swarms are out of balance`,
    legend: html`<ul class="legend"><li class="a">in balance</li><li class="bad">out of balance</li><li class="good">within 5 %</li><li class="plain">area: peers; across: bytes moved; up: more sent than received</li></ul>`,
    table: table('Swarms of the chart', columns, [...out, ...b.points.filter(p => !p.imbalancedSince)].slice(0, 50)),
  });
}

function findings(f) {
  const all = f.rules.reduce((sum, r) => sum + r.hours.reduce((a, b) => a + b, 0), 0);
  const most = Math.max(1, ...f.rules.flatMap(r => r.hours));
  const hourAt = i => new Date(Date.parse(f.from) + i * 3600e3);
  const word = i => `${String(hourAt(i).getHours()).padStart(2, '0')}:00`;
  const sum = r => r.hours.reduce((a, b) => a + b, 0);
  const columns = [
    column('Rule', r => r.rule),
    figure('Findings', r => number(sum(r))),
    figure('Weight, nats', r => rate(r.weight), define.weight),
    column('Effect', r => (r.shadow ? term('shadow', define.shadow) : 'counts')),
  ];
  const grid = html`<div class="hours" role="img" aria-label="Findings by rule and hour: ${f.rules.map(r => `${r.rule} ${sum(r)}`).join(', ') || 'none'}">
    ${f.rules.map(r => html`<span class="rule">${r.rule}</span>${r.hours.map((n, i) => html`<span class="cell ${r.shadow ? 'shadow' : ''}" title="${word(i)}: ${number(n)} of ${r.rule}">${n ? html`<i .style=${`width:${5 + 13 * Math.sqrt(n / most)}px`}></i>` : nothing}</span>`)}<span class="sum">${number(sum(r))}</span>`)}
    <span></span>${f.rules[0]?.hours.map((_, i) => html`<span class="tick">${i % 6 === 0 ? word(i) : nothing}</span>`) ?? nothing}<span></span></div>`;
  const content = f.rules.length
    ? html`${grid}<ul class="legend"><li class="plain">a filled dot counts against a client, a ring is of a rule in shadow mode; area: findings of the hour</li></ul>
        <details><summary>As table</summary>${table('Findings by rule', columns, f.rules)}</details>`
    : html`<p class="empty">No rule has found anything in 24 h.</p>`;
  return box('Findings, last 24 h', content, {side: html`${count(all, 'finding')} of ${count(f.rules.length, 'rule')}`, definition: define.weight});
}

const busy = [
  column('Swarm', s => hashLink(s.infoHash, s.name)),
  figure('Seeders', s => number(s.seeders)),
  figure('Leechers', s => number(s.leechers)),
  {...figure('Completed', s => number(s.completed), define.completed), wide: true},
];
const worst = [
  column('Swarm', s => hashLink(s.infoHash, s.name)),
  figure('Imbalance', s => signedPercent(s.imbalancePercent), define.imbalance),
  {...figure('Bytes', s => bytes(s.imbalance)), wide: true},
  {...column('Since', s => when(s.imbalancedSince)), wide: true},
];
const found = [
  column('Found', f => when(f.decidedAt)),
  column('Finding', f => html`<a href="#/anomalies/${f.id}">${f.summary}</a>`),
  {...column('Client', f => clientLink(f.client)), wide: true},
  {...figure('Weight', f => rate(f.weight), define.weight)},
];
