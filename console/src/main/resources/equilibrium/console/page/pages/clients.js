// Clients: the list by score, and one client with the reasons for its tier.

import {query} from '../api.js';
import {ago, count, level, number, rate, time} from '../format.js';
import {lines} from '../charts.js';
import {bar, box, chart, choices, clientLink, column, copyButton, facts, figure, html, levelState, more, nothing, outcome, state, table, tier, when} from '../parts.js';
import {define} from '../words.js';
import {secret} from './keys.js';
import {contributionColumns, lastAnnounces, next} from './swarms.js';
import {tiers} from './overview.js';

const TIERS = [['', 'All'], ['3', 'Tier 3'], ['2', 'Tier 2'], ['1', 'Tier 1'], ['0', 'Tier 0']];
const PAGE = 100;
const IDENTITIES = {key: 'announce key', address: 'address', 'peer-id': 'peer id'};

/** Highest scores where nothing is chosen; else by id, page by page. */
const order = v => (filter(v).tier || filter(v).address ? filter(v) : {sort: 'score'});
const filter = v => ({tier: v.search.get('tier'), address: v.search.get('address')});

export const clients = {
  name: 'clients',
  title: 'Clients',
  keeps: true,
  async load(v) {
    const [list, picture] = await Promise.all([v.get(`/clients${query({...order(v), limit: PAGE})}`), v.get('/tiers')]);
    return {list, picture};
  },
  view(v) {
    const f = filter(v);
    return html`<div class="top"><div><h1>Clients</h1><p class="lead">A client is an announce key where there is one, else an address or a peer id.</p></div>
        ${choices('Tier', TIERS, f.tier ?? '', t => `#/clients${query({tier: t})}`)}</div>
      ${f.address ? html`<p class="full">At address <code>${f.address}</code>. <a href="#/clients">All clients</a></p>` : nothing}
      ${box(f.tier || f.address ? 'By id' : 'Highest scores', html`${table('Clients', columns, v.data.list.items, f.address ? 'No client announces from this address now.' : 'No client has a standing yet.')}${more(v.data.list, next(v, 'list', '/clients', order(v)))}`, {width: 'half', side: html`as of ${when(v.data.list.asOf)}`})}
      <div class="half column">${tiers(v.data.picture)}${cuts(v.data.picture.history)}</div>`;
  },
};

/** The cuts of former evaluations, oldest first. */
function cuts(history) {
  const old = history.filter(c => c.cuts.length === 3).toReversed();
  const x = old.map(c => Date.parse(c.at) / 1000);
  const list = [1, 2, 3].map(n => ({name: `tier ${n} from`, colour: `t${n}`}));
  const spec = lines(`cuts ${old.length}`, list, [x, ...[0, 1, 2].map(n => old.map(c => c.cuts[n]))], {unit: 'points', least: 100});
  const last = old.at(-1);
  return chart('Cuts over time', spec, {
    definition: define.cut,
    height: 'low',
    side: count(old.length, 'evaluation'),
    summary: last ? `Now ${last.cuts.map(c => rate(c)).join(', ')} points` : 'No cuts yet',
    legend: html`<ul class="legend"><li class="t1">tier 1 begins</li><li class="t2">tier 2 begins</li><li class="t3">tier 3 begins</li></ul>`,
    table: table('Cuts', [column('From', c => time(c.at)), ...[1, 2, 3].map(n => figure(`Tier ${n}`, c => rate(c.cuts[n - 1]))), figure('Clients', c => number(c.population)), column('Provisional', c => (c.provisional ? 'yes' : 'no'))], history.slice(0, 24)),
  });
}

const columns = [
  column('Client', c => clientLink(c.client)),
  column('Tier', c => tier(c.tier)),
  figure('Score', c => number(c.score), define.score),
  {...column('Known by', c => IDENTITIES[c.identity] ?? c.identity), wide: true},
  {...column('First seen', c => when(c.firstSeenAt)), wide: true},
];

export const client = {
  name: 'client',
  title: 'Client',
  heading: v => `Client ${v.parameters[0].slice(0, 12)}…`,

  async load(v) {
    const [id] = v.parameters;
    const [detail, swarms, findings, warnings] = await Promise.all([
      v.get(`/clients/${id}`),
      v.get(`/clients/${id}/swarms${query({limit: PAGE})}`),
      v.get(`/anomalies${query({client: id, limit: 10})}`),
      v.get(`/interventions${query({client: id, limit: 10})}`),
    ]);
    return {...detail, count: detail.swarms, swarms, findings, warnings};
  },

  view(v) {
    const {client: c, next: to} = v.data;
    const id = v.parameters[0];
    return html`<div class="top"><div><h1>Client <code>${id}</code> ${copyButton(id)}</h1><p class="lead">${c ? `Known by its ${IDENTITIES[c.identity] ?? c.identity}, first seen ${ago(c.firstSeenAt)}` : 'It has no standing yet'}</p></div></div>
      ${c == null ? box('Standing', html`<p class="empty">Its announces have not been scored yet.</p>`) : html`${box('Standing', html`<p><span class="tier big t${c.tier}">tier ${c.tier}</span> <strong>${number(c.score)}</strong> of 1,000 points, as of ${when(c.at)}</p><p>${c.why}</p>${distance(c, to)}`, {width: 'half', definition: define.tiers})}
      ${box('Parts of the score', parts(v.data), {width: 'half', definition: define.score})}`}
      ${box('Key', key(v), {width: 'half'})}
      ${box('Case', suspicion(v.data.case), {width: 'half', definition: define.levels})}
      ${box('Swarms', html`${table('Swarms', contributionColumns('swarm'), v.data.swarms.items, 'It has contributed to no swarm.')}${more(v.data.swarms, next(v, 'swarms', `/clients/${id}/swarms`))}`, {side: count(v.data.count, 'swarm')})}
      ${lastAnnounces(v, {client: id})}
      ${box('Findings', table('Findings', findingColumns, v.data.findings.items, 'No rule has found anything about this client.'), {width: 'half'})}
      ${box('Warnings', table('Warnings', warningColumns, v.data.warnings.items, 'No warning is about this client.'), {width: 'half'})}`;
  },
};

function distance(c, to) {
  if (!to) return html`<p class="dim">${c.tier === 3 ? 'This is the highest tier.' : 'There are no cuts yet.'}</p>`;
  return html`<h3>To tier ${to.tier}</h3>${bar(c.score, to.cut)}<p>${to.missing < 0.1 ? html`Its score is at the cut of ${rate(to.cut)}: the tier begins above it.` : html`<strong>${rate(to.missing)} points</strong> are missing to the cut at ${rate(to.cut)}.`}</p>`;
}

function parts(d) {
  const sum = d.parts.reduce((all, p) => all + p.points, 0);
  const lost = sum - d.client.score;
  return html`${d.parts.map(p => html`<div class="part"><span>${p.name.replaceAll('-', ' ')}</span>${bar(p.points, p.most)}<span class="figure">${number(p.points)} <span class="dim">of ${number(p.most)}</span></span></div>`)}
    <p class="dim">${lost > 0 ? html`Suspicion of ${rate(d.suspicion)} nats takes ${number(lost)} points.` : 'Suspicion takes nothing.'}</p>`;
}

function key(v) {
  const k = v.data.key;
  const last = v.local.key;
  if (!k) return html`<p class="empty">It has no announce key.</p>`;
  const rotate = () =>
    v.act('key', async () => {
      v.local.issued = (await v.send('POST', `/keys/${k.client}/rotate`)).value;
      return 'Rotated.';
    });
  return html`${facts([
      ['State', k.state === 'revoked' ? state('bad', 'revoked') : state('good', k.state)],
      ['Since', when(k.at)],
      ['By', k.by],
      ['Note', k.note || '–'],
      ...(k.previousUntil ? [['Former key is good until', when(k.previousUntil)]] : []),
    ])}
    ${v.role === 'operator' && k.state !== 'revoked' ? html`<p class="buttons more"><button @click=${rotate}>Rotate</button><a href="#/keys">All keys</a></p>` : nothing}
    ${v.local.issued ? secret(v.local.issued) : nothing}${outcome(last?.text || last?.problem ? last : null)}`;
}

const suspicion = c =>
  c
    ? html`${facts([
        ['Case', html`<a href="#/cases/${c.id}"><code>${c.id}</code></a>`],
        ['Level', state(levelState(c.level), level(c.level))],
        ['Weight', `${rate(c.weight)} nats`, define.weight],
        ['State', c.state],
        ['Findings', number(c.findings)],
        ['Opened', when(c.openedAt)],
      ])}`
    : html`<p class="empty">${state('good', 'nothing against it')}</p>`;

const findingColumns = [
  column('Found', f => when(f.decidedAt)),
  column('Finding', f => html`<a href="#/anomalies/${f.id}">${f.summary}</a>`),
  figure('Weight', f => rate(f.weight), define.weight),
];

const warningColumns = [
  column('From', w => when(w.from)),
  column('Kind', w => w.kind),
  column('Given to', w => clientLink(w.recipient)),
  column('About', w => clientLink(w.subject)),
];
