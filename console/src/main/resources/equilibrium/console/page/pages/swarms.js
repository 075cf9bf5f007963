// Swarms: lists by size, imbalance, downloads or hash; one swarm with its books, peers and clients.

import {query} from '../api.js';
import {ago, bytes, count, exactBytes, number, peerId, signedPercent, span} from '../format.js';
import {box, choices, clientLink, column, copyButton, facts, figure, hashLink, html, more, nothing, outcome, registration, shares, size, state, table, tier, when} from '../parts.js';
import {define} from '../words.js';

const SORTS = [['peers', 'Peers'], ['imbalance', 'Imbalance'], ['completed', 'Completed'], ['', 'Info-hash']];
const PAGE = 100;

/** Reads the next page of a list and adds it. */
export const next = (v, name, path, parameters = {}) => async () => {
  const list = v.data[name];
  const page = await v.get(path + query({...parameters, limit: PAGE, after: list.next}));
  v.data[name] = {...page, items: [...list.items, ...page.items]};
  v.draw();
};

const sortOf = v => v.search.get('sort') ?? 'peers';

export const swarms = {
  name: 'swarms',
  title: 'Swarms',
  keeps: true,
  load: async v => ({list: await v.get(`/swarms${query({sort: sortOf(v), limit: PAGE})}`)}),
  view: v => html`<div class="top"><div><h1>Swarms</h1><p class="lead">Info-hashes that peers announce. The lists by size, imbalance and downloads show the first hundred.</p></div>
      ${choices('Sort by', SORTS, sortOf(v), sort => `#/swarms${query({sort: sort || null})}${sort ? '' : '?sort='}`)}</div>
    ${box(`By ${SORTS.find(([s]) => s === sortOf(v))?.[1].toLowerCase()}`, html`${table('Swarms', columns, v.data.list.items, 'Nobody has announced yet.')}${more(v.data.list, next(v, 'list', '/swarms', {sort: sortOf(v)}))}`, {side: html`as of ${when(v.data.list.asOf)}`})}`,
};

const balance = s => (s.imbalancedSince ? state('bad', `out for ${ago(s.imbalancedSince).replace(' ago', '')}`) : state('good', 'in balance'));

const columns = [
  column('Swarm', s => hashLink(s.infoHash, s.name)),
  {...column('Registered', s => registration(s.state)), wide: true},
  figure('Seeders', s => number(s.seeders)),
  figure('Leechers', s => number(s.leechers)),
  {...figure('Completed', s => number(s.completed), define.completed), wide: true},
  {...figure('Size', s => (s.sizeBytes ? size(s.sizeBytes) : '–')), wide: true},
  {...figure('Uploaded', s => size(s.uploaded)), wide: true},
  {...figure('Downloaded', s => size(s.downloaded)), wide: true},
  figure('Imbalance', s => signedPercent(s.imbalancePercent), define.imbalance),
  {...column('Balance', balance), wide: true},
  {...column('Last announce', s => when(s.at)), wide: true},
];

export const swarm = {
  name: 'swarm',
  title: 'Swarm',
  heading: v => v.data?.torrent?.name ?? 'Swarm',

  async load(v) {
    const [hash] = v.parameters;
    const [detail, peers, clients] = await Promise.all([
      v.get(`/swarms/${hash}`),
      v.get(`/swarms/${hash}/peers${query({limit: PAGE})}`),
      v.get(`/swarms/${hash}/clients${query({limit: PAGE})}`),
    ]);
    return {...detail, hash, peerCount: detail.peers, peers, clients};
  },

  view(v) {
    const {swarm: s, torrent: t, hash} = v.data;
    return html`<div class="top"><div><h1>${t?.name ?? 'Swarm without a name'}</h1><p class="lead"><code>${hash}</code> ${copyButton(hash)}</p></div>
        ${v.role === 'operator' ? buttons(v) : nothing}</div>
      ${outcome(v.local.register)}
      ${box('Now', counts(v), {width: 'third'})}
      ${s ? box('Books', books(s), {width: 'third', definition: define.imbalance}) : box('Books', html`<p class="empty">Nobody has announced this info-hash.</p>`, {width: 'third'})}
      ${byTier(v.data.peersByTier)}
      ${box('Peers', html`${table('Peers', peerColumns(v.role), v.data.peers.items, 'No session announces now.')}${more(v.data.peers, next(v, 'peers', `/swarms/${hash}/peers`))}`, {side: count(v.data.peerCount, 'session')})}
      ${v.role === 'operator' ? choice(v) : nothing}
      ${lastAnnounces(v, {swarm: hash})}
      ${box('Clients and what they contributed', html`${table('Clients', contributionColumns('client'), v.data.clients.items, 'No client has contributed yet.')}${more(v.data.clients, next(v, 'clients', `/swarms/${hash}/clients`))}`)}`;
  },
};

function buttons(v) {
  const {torrent: t, hash} = v.data;
  const put = body => () =>
    v.act('register', async () => {
      const done = await v.send('PUT', `/torrents/${hash}`, body);
      return `${body.state ?? 'Changed'}${done.late ? ': published; PostgreSQL does not have it yet' : ': stored. Ingresses follow within 2 s'}`;
    });
  return html`<div class="buttons">
    ${t?.state === 'allowed' ? nothing : html`<button @click=${put({state: 'allowed'})}>Allow</button>`}
    ${t?.state === 'denied' ? nothing : html`<button class="danger" @click=${put({state: 'denied'})}>Deny</button>`}</div>`;
}

function counts(v) {
  const {swarm: s, torrent: t} = v.data;
  return facts([
    ['Seeders', number(s?.seeders ?? 0)],
    ['Leechers', number(s?.leechers ?? 0)],
    ['Partial seeders', number(s?.partialSeeders ?? 0)],
    ['Completed', number(s?.completed ?? 0), define.completed],
    ['Size', t?.sizeBytes ?? s?.sizeBytes ? size(t?.sizeBytes ?? s.sizeBytes) : 'not known'],
    ['Registration', registration(t?.state)],
    ['Private', t ? (t.private ? 'yes' : 'no') : '–'],
    ['Last announce', s ? when(s.at) : '–'],
  ]);
}

function books(s) {
  const most = Math.max(s.uploaded, s.downloaded + s.discarded, 1);
  const line = (word, value, kind) => html`<div class="part"><span>${word}</span><span class="meter ${kind}" aria-hidden="true"><span .style=${`width:${(100 * value) / most}%`}></span></span><span class="figure" title=${exactBytes(value)}>${bytes(value)}</span></div>`;
  return html`${line('Uploaded', s.uploaded, '')}${line('Downloaded', s.downloaded, 'good')}${line('Discarded', s.discarded, 'warning')}
    <p><strong>${signedPercent(s.imbalancePercent)}</strong> (${bytes(s.imbalance)})
    ${s.imbalancedSince ? html`${state('bad', 'out of balance')} since ${when(s.imbalancedSince)}` : state('good', 'in balance: within 50 MB or 5 %')}</p>`;
}

function byTier(list) {
  const columns = [
    column('Tier', t => tier(t.tier)),
    figure('Seeders', t => number(t.seeders)),
    figure('Leechers', t => number(t.leechers)),
  ];
  const of = role => list.map(t => ({name: `tier ${t.tier}`, kind: `t${t.tier}`, value: t[role]}));
  if (list.length === 0) return box('Peers by tier', html`<p class="empty">No client here has a tier yet.</p>`, {width: 'third'});
  return box('Peers by tier', html`<h3>Seeders</h3>${shares('Seeders by tier', of('seeders'))}<h3>Leechers</h3>${shares('Leechers by tier', of('leechers'))}${table('Peers by tier', columns, list)}`, {definition: define.tiers, width: 'third'});
}

const NAMES = [[/^[0-9a-f]{32}$/i, 'client'], [/^[0-9.]+$|:/, 'address'], [/./, 'key']];

/** What a client would get if it announced now: /status/choice of an ingress. */
function choice(v) {
  const ask = async e => {
    e.preventDefault();
    const form = new FormData(e.target);
    const who = form.get('who').trim();
    const [, name] = NAMES.find(([pattern]) => pattern.test(who));
    try {
      const answer = await v.get(`/choice${query({'info-hash': v.data.hash, [name]: who, left: form.get('role') === 'seeder' ? 0 : null})}`);
      v.local.choice = {value: answer.choice};
    } catch (x) {
      v.local.choice = {problem: x};
    }
    v.draw();
  };
  const c = v.local.choice?.value;
  return box('What would a client get?', html`<form class="line" @submit=${ask}>
      <label class="grow">Client id, announce key or address<input name="who" required spellcheck="false" autocomplete="off"></label>
      <label>As<select name="role"><option value="">it announces now</option><option value="seeder">seeder</option></select></label><button>Ask</button></form>
    ${v.local.choice?.problem ? outcome(v.local.choice) : nothing}
    ${c ? html`<p role="status">${c.refused ? html`${state('bad', 'refused')} ${c.refused}. ` : nothing}${c.why}</p>${c.choice ? table('Peers of the list', drawn, c.choice.peers, 'The list would be empty.') : nothing}` : nothing}`, {side: 'one draw of the reply to an announce'});
}

const drawn = [
  column('Peer', p => html`<code>${p.endpoint}</code>`),
  column('Role', p => p.role),
  column('Tier', p => tier(p.tier)),
];

const peerColumns = role => [
  column('Client', p => clientLink(p.client)),
  column('Tier', p => tier(p.tier)),
  column('Role', p => (p.seeder ? 'seeder' : 'leecher')),
  figure('Left', p => (p.leftBytes == null ? '–' : size(p.leftBytes))),
  {...figure('Uploaded', p => size(p.uploaded)), wide: true},
  {...figure('Downloaded', p => size(p.downloaded)), wide: true},
  {...column('Last announce', p => when(p.lastAnnounceAt)), wide: true},
  {...column('Event', p => p.event || 'none'), wide: true},
  {...column('Session', p => html`<code title=${p.peerId}>${peerId(p.peerId).slice(0, 8)}…</code>`), wide: true},
  {...column('Program', p => p.userAgent ?? '–'), wide: true},
  ...(role === 'operator' ? [{...column('Address', p => html`<code>${p.address == null ? '–' : p.family === 6 ? `[${p.address}]:${p.port}` : `${p.address}:${p.port}`}</code>`), wide: true}] : []),
];

/** The newest announces of a swarm or a client, searched in the log when asked for. */
export function lastAnnounces(v, who) {
  const search = older => async () => {
    const before = older ? v.local.announces?.lookedBackTo : null;
    try {
      const page = await v.get(`/events${query({...who, before})}`);
      v.local.announces = {...page, items: [...(older ? v.local.announces.items : []), ...page.items]};
      v.local.announceProblem = null;
    } catch (x) {
      v.local.announceProblem = {problem: x};
    }
    v.draw();
  };
  const a = v.local.announces;
  const list = a
    ? html`${table('Last announces', announceColumns(v.role, who), a.items, 'None was found.')}
        <p>${a.complete ? 'This is all that the log has.' : html`The log was searched back to ${when(a.lookedBackTo)}.`}</p>
        ${a.complete ? nothing : html`<p class="more"><button class="search-log" @click=${search(true)}>Search further back</button></p>`}`
    : html`<p><button class="search-log" @click=${search(false)}>Search the log</button></p>`;
  return box('Last announces', html`${outcome(v.local.announceProblem)}${list}`, {definition: define.events});
}

const announceColumns = (role, who) => [
  column('Received', e => when(e.at)),
  who.swarm ? column('Client', e => clientLink(e.client)) : column('Swarm', e => hashLink(e.infoHash)),
  column('Event', e => e.event),
  figure('Uploaded', e => (e.uploaded == null ? '–' : size(e.uploaded))),
  {...figure('Downloaded', e => (e.downloaded == null ? '–' : size(e.downloaded))), wide: true},
  {...figure('Left', e => (e.leftBytes == null ? '–' : size(e.leftBytes))), wide: true},
  {...figure('Peers given', e => number(e.peers)), wide: true},
  {...column('Tier', e => tier(e.tier)), wide: true},
  {...column('Transport', e => e.transport), wide: true},
  {...column('Program', e => e.userAgent ?? peerId(e.peerId).slice(0, 8)), wide: true},
  ...(role === 'operator' ? [{...column('Address', e => html`<code>${e.address == null ? '–' : e.family === 6 ? `[${e.address}]:${e.port}` : `${e.address}:${e.port}`}</code>`), wide: true}] : []),
  {...column('Place in the log', e => html`<code>${e.partition}@${e.offset}</code>`), wide: true},
];

/** What clients contributed: of a swarm by client, or of a client by swarm. */
export const contributionColumns = first => [
  first === 'client' ? column('Client', c => clientLink(c.client)) : column('Swarm', c => hashLink(c.infoHash, c.name)),
  figure('Seeded', c => span(c.secondsSeeded), define.seeded),
  figure('Uploaded', c => size(c.uploaded)),
  {...figure('Downloaded', c => size(c.downloaded)), wide: true},
  {...figure('Discarded', c => size(c.corrupt + c.redundant)), wide: true},
  {...figure('Left', c => (c.leftBytes == null ? '–' : size(c.leftBytes))), wide: true},
  {...figure('Announces', c => number(c.announces)), wide: true},
  {...column('First', c => when(c.firstAt)), wide: true},
  {...column('Last', c => when(c.lastAt)), wide: true},
];
