// The page: header, routes, the live stream, and the frame in which pages are shown.

import {html, nothing, render} from './vendor/lit-html/3.3.1/lit-html.js';
import {find, follow, get, hasToken, Problem, query, send, sendText, useToken} from './api.js';
import {clock} from './format.js';
import {problem} from './parts.js';
import {redrawCharts} from './charts.js';
import {overview} from './pages/overview.js';

const MENU = [
  ['', 'Overview'],
  ['swarms', 'Swarms'],
  ['clients', 'Clients'],
  ['anomalies', 'Anomalies'],
  ['torrents', 'Torrents'],
  ['keys', 'Keys'],
  ['members', 'Members'],
  ['settings', 'Settings'],
  ['drills', 'Drills'],
  ['changes', 'Changes'],
];
/** A page that is loaded when it is opened first. */
const page = (file, name) => async () => (await import(`./pages/${file}.js`))[name];
const ROUTES = [
  [/^$/, () => overview],
  [/^swarms$/, page('swarms', 'swarms')],
  [/^swarms\/([0-9a-f]{40})$/, page('swarms', 'swarm')],
  [/^clients$/, page('clients', 'clients')],
  [/^clients\/([0-9a-f]{2,64})$/, page('clients', 'client')],
  [/^anomalies$/, page('anomalies', 'anomalies')],
  [/^anomalies\/(.+)$/, page('anomalies', 'finding')],
  [/^cases\/(.+)$/, page('anomalies', 'caseOf')],
  [/^torrents$/, page('torrents', 'torrents')],
  [/^keys$/, page('keys', 'keys')],
  [/^members$/, page('members', 'members')],
  [/^settings$/, page('settings', 'settings')],
  [/^drills$/, page('drills', 'drills')],
  [/^changes$/, page('changes', 'changes')],
];

const head = document.getElementById('head');
const main = document.getElementById('main');
const live = {stats: null, lost: null, at: 0};
let bearer = null;
let shown = null;
let leaveStream = () => {};
let asked = 0;

/** What pages get: the way to draw again, to read anew, to change the address; the token's role. */
class View {
  constructor(page, parameters, search) {
    this.page = page;
    this.parameters = parameters;
    this.search = search;
    this.data = null;
    this.problem = null;
    this.local = {};
    this.stop = new AbortController();
    this.waits = null;
  }

  get role() {
    return bearer?.role ?? 'viewer';
  }

  get stats() {
    return live.stats;
  }

  get = path => get(path, this.stop.signal);
  find = path => find(path, this.stop.signal);
  send = send;
  sendText = sendText;

  draw = () => {
    if (shown === this) drawMain();
  };

  reload = async () => {
    try {
      const data = await this.page.load(this);
      this.data = data;
      this.problem = null;
    } catch (e) {
      if (e.name === 'AbortError') return;
      if (e.type === 'no-token') return signOut(e);
      this.problem = e;
      if (!(e instanceof Problem)) console.error(e);
    }
    this.draw();
  };

  /** Reads anew in a second, however many events ask for it until then. */
  reloadSoon = () => {
    this.waits ??= setTimeout(() => {
      this.waits = null;
      this.reload();
    }, 1000);
  };

  /** The address of this page with other filters. */
  address = changed => {
    const all = {...Object.fromEntries(this.search), ...changed};
    return `#/${this.path}${query(all)}`;
  };

  /** Runs a change and says in place what became of it. */
  act = async (name, work) => {
    this.local[name] = {busy: true};
    this.draw();
    try {
      this.local[name] = {text: await work()};
      await this.reload();
    } catch (e) {
      this.local[name] = {problem: e};
    }
    this.draw();
  };
}

function drawHead() {
  const path = location.hash.replace(/^#\//, '').split(/[/?]/)[0];
  const active = path === 'cases' ? 'anomalies' : path;
  const silence = live.at ? (performance.now() - live.at) / 1000 : 0;
  const isLost = live.lost != null || silence > 10;
  render(
    html`<div class="bar">
        <a class="brand" href="#/"><img src="icon.svg" alt="" width="22" height="22">Equilibrium</a>
        ${bearer
          ? html`<nav aria-label="Pages">${MENU.map(
                ([to, word]) => html`<a href="#/${to}" aria-current=${active === to ? 'page' : nothing}>${word}</a>`,
              )}</nav>
              <form role="search" @submit=${search}><input id="search" type="search" aria-label="Search by info-hash, client, address or name"
                placeholder="hash, client, name" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"><kbd aria-hidden="true">/</kbd></form>
              <span class="as-of" title="Time of the newest figures">${live.stats ? html`<span class="wide">as of </span>${clock(live.stats.asOf)}` : 'waiting'}</span>
              <span class="who"><span class="wide" title="The token has role ${bearer.role}">${bearer.name}</span>
                <button class="quiet" @click=${() => signOut(null)}>Sign out</button></span>`
          : nothing}
        <button class="quiet theme" aria-label="Colours: ${scheme()}. Change" @click=${nextScheme}>${{auto: '◐', light: '☀', dark: '☾'}[scheme()]}</button>
      </div>
      ${bearer && isLost
        ? html`<p class="lost" role="alert">▲ No live figures${live.stats ? ` since ${clock(live.stats.asOf)}` : ''}: ${live.lost?.message ?? 'nothing came for 10 s.'} This page shows the last ones and tries again every 2 s.</p>`
        : nothing}`,
    head,
  );
}

function drawMain() {
  const v = shown;
  main.classList.toggle('waiting', v.data == null && v.problem == null);
  if (v.data == null && v.problem == null) return;
  main.dataset.page = v.page.name;
  render(
    html`${v.problem ? problem(v.problem, v.reload) : nothing}${v.data == null ? html`<h1>${v.page.title}</h1>` : v.page.view(v)}`,
    main,
  );
  document.title = `${v.page.heading?.(v) ?? v.page.title} – Equilibrium`;
  main.dataset.drawn = v.path + location.hash.replace(/^[^?]*/, '');
}

/** A text of the address bar; as it stands where its percent signs are no escapes. */
function decoded(text) {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

async function go() {
  const text = location.hash.replace(/^#\/?/, '');
  if (text.startsWith('token=')) return signIn(decoded(text.slice(6)));
  if (!bearer) return drawSignIn(null);
  const [coded, search] = text.split('?');
  const path = decoded(coded);
  const [, open, match] = ROUTES.map(([r, o]) => [r, o, path.match(r)]).find(([, , m]) => m) ?? [null, () => lost, []];
  const mine = ++asked;
  const page = await opened(open);
  if (mine !== asked || !bearer) return;
  const isSame = shown?.path === path;
  const before = shown;
  before?.stop.abort();
  shown = new View(page, match.slice(1), new URLSearchParams(search ?? ''));
  shown.path = path;
  if (isSame) {
    shown.local = before.local;
    if (page.keeps) shown.data = before.data;
  }
  drawHead();
  if (!isSame) head.querySelector('[aria-current]')?.scrollIntoView({block: 'nearest', inline: 'nearest'});
  if (page.seed && shown.data == null) shown.data = page.seed(shown);
  drawMain();
  await shown.reload();
  if (mine === asked && before && !isSame) {
    scrollTo(0, 0);
    main.focus({preventScroll: true});
  }
}

async function opened(open) {
  try {
    return await open();
  } catch (e) {
    console.error(e);
    return unloaded;
  }
}

const unloaded = {
  name: 'unloaded',
  title: 'Not loaded',
  load: async () => ({}),
  view: () => problem(new Error('This part of the page cannot be loaded: the console does not answer.'), () => location.reload()),
};

const lost = {
  name: 'lost',
  title: 'Nothing here',
  load: async () => ({}),
  view: () => html`<h1>Nothing here</h1><p class="full">No page has this address. <a href="#/">Overview</a></p>`,
};

function take(name, data) {
  live.lost = null;
  live.at = performance.now();
  if (name === 'stats') live.stats = data;
  if (shown?.data != null) shown.page.live?.(shown, name, data);
  drawHead();
  queueMicrotask(() => measured(live.at));
}

/** Leaves how long the script for the last event took, with the charts, which draw after it. */
function measured(began) {
  performance.clearMeasures('event');
  performance.measure('event', {start: began});
}

function broken(e) {
  if (e?.type === 'no-token') return signOut(e);
  live.lost = e ?? new Error('the stream ended.');
  drawHead();
}

async function signIn(text) {
  useToken(text.trim());
  history.replaceState(null, '', `${location.pathname}#/`);
  await begin();
}

function signOut(why) {
  useToken('');
  leave(why);
}

/** Shows the way in alone; the token stays, so that it can be tried again. */
function leave(why) {
  bearer = null;
  leaveStream();
  shown?.stop.abort();
  shown = null;
  drawHead();
  drawSignIn(why);
}

function drawSignIn(why) {
  main.classList.remove('waiting');
  main.dataset.page = main.dataset.drawn = 'sign-in';
  document.title = 'Sign in – Equilibrium';
  const enter = e => {
    e.preventDefault();
    const text = new FormData(e.target).get('token');
    e.target.reset();
    signIn(text);
  };
  render(
    html`<section class="box sign-in"><h1>Sign in</h1>
      <p>This page shows and changes the tracker through its API, which needs a token. <code>./equilibrium up</code> prints a link that holds one;
        <code>./equilibrium tokens issue NAME --role operator</code> makes another.</p>
      ${why ? problem(why, hasToken() ? begin : null) : nothing}
      <form @submit=${enter}><label>Token <input name="token" type="password" autocomplete="off" required></label><button>Sign in</button></form>
    </section>`,
    main,
  );
}

async function begin() {
  if (!hasToken()) return go();
  try {
    bearer = await get('/token');
  } catch (e) {
    return e.type === 'no-token' ? signOut(e) : leave(e);
  }
  leaveStream();
  leaveStream = follow(take, broken);
  await go();
}

async function search(e) {
  e.preventDefault();
  const field = e.target.querySelector('input');
  const text = field.value.trim();
  if (!text) return;
  const hex = text.toLowerCase();
  field.value = '';
  if (/^[0-9a-f]{40}$/.test(hex)) location.hash = `#/swarms/${hex}`;
  else if (/^[0-9a-f]{32}$/.test(hex)) location.hash = `#/clients/${hex}`;
  else if (/^[0-9.]+$|^[0-9a-f:]+:[0-9a-f:.]*$/.test(hex)) location.hash = `#/clients${query({address: hex})}`;
  else location.hash = `#/torrents${query({name: text})}`;
}

const SCHEMES = ['auto', 'light', 'dark'];
const SCHEME = 'equilibrium.scheme';
const scheme = () => localStorage.getItem(SCHEME) ?? 'auto';
function nextScheme() {
  localStorage.setItem(SCHEME, SCHEMES[(SCHEMES.indexOf(scheme()) + 1) % SCHEMES.length]);
  applyScheme();
}
function applyScheme() {
  const chosen = scheme();
  document.documentElement.style.colorScheme = chosen === 'auto' ? '' : chosen;
  redrawCharts();
  drawHead();
}

addEventListener('keydown', e => {
  const isTyping = e.target.closest?.('input, textarea, select');
  if (e.key === '/' && !isTyping && !e.ctrlKey && !e.metaKey) {
    e.preventDefault();
    document.getElementById('search')?.focus();
  }
  if (e.key === 'Escape' && isTyping) e.target.blur();
});
addEventListener('hashchange', go);
setInterval(drawHead, 2000);
applyScheme();
await begin();
