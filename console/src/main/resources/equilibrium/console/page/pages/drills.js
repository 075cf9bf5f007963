// Drills: a part of the tracker is stopped for a time, and a card says what became of clients.

import {number, span} from '../format.js';
import {box, facts, html, nothing, outcome, state, viewerOnly, when} from '../parts.js';
import {define} from '../words.js';

const NAMES = {kafka: 'Kafka', postgresql: 'PostgreSQL', scoring: 'scoring', anomaly: 'detection', projector: 'projector'};
const EXPECTED = {
  kafka: 'Clients get peers. Announces are kept on this node\'s disk, or their replies say "not recorded".',
  postgresql: 'Clients get peers. Tiers, torrents and keys stay as they are. Lists of this page are not available.',
  scoring: 'Clients get peers. Tiers do not change. Scoring falls behind, and catches up afterwards.',
  anomaly: 'Clients get peers. No findings come. Detection falls behind, and catches up afterwards.',
  projector: 'Clients get peers. PostgreSQL falls behind: changes are answered with 202, and this page shows the past.',
};
const SPANS = [['10', '10 s'], ['30', '30 s'], ['120', '2 min'], ['600', '10 min']];
const STATES = {running: ['warning', 'stopped'], recovering: ['warning', 'recovering'], over: ['good', 'over']};
const WORST = {good: ['good', 'all well'], warning: ['warning', 'look soon'], bad: ['bad', 'act now']};

const nameOf = part => NAMES[part] ?? part;

export const drills = {
  name: 'drills',
  title: 'Drills',
  keeps: true,
  load: v => v.get('/drills'),

  live(v, name) {
    if (name === 'drill') v.reload();
    else if (name === 'stats' && running(v)) v.draw();
  },

  view: v => html`<div class="top"><div><h1>Drills</h1><p class="lead">Stop one part of this tracker for a time, and see that the others carry on. It starts again by itself.</p></div></div>
    ${running(v) ? now(v, running(v)) : begin(v)}
    <div class="cards">${v.data.drills.map(card)}</div>
    ${v.data.drills.length === 0 ? html`<p class="empty full">There was no drill since this console started.</p>` : nothing}`,
};

const running = v => v.data.drills.find(d => d.state === 'running');

function now(v, d) {
  const left = Math.max(0, (Date.parse(d.until) - Date.now()) / 1000);
  const end = () =>
    v.act('drill', async () => {
      await v.send('DELETE', `/drills/${d.part}`);
      return 'Ended.';
    });
  return box(`${nameOf(d.part)} is stopped`, html`<p>${EXPECTED[d.part]}</p><p>It starts again in <strong>${span(left)}</strong>.</p>
    ${v.role === 'operator' ? html`<p class="buttons"><button @click=${end}>End now</button></p>` : viewerOnly(v.role)}
    ${outcome(v.local.drill?.busy ? null : v.local.drill)}`);
}

function begin(v) {
  if (v.data.parts.length === 0) return box('Stop a part', html`<p class="empty">Nothing can be stopped from here: drills are for <code>up</code>, and for consoles with console.drills = true.</p>`);
  if (v.role !== 'operator') return box('Stop a part', viewerOnly(v.role));
  const part = v.local.part ?? v.data.parts[0];
  const choose = e => {
    v.local.part = e.target.value;
    v.draw();
  };
  const stop = e => {
    e.preventDefault();
    const form = new FormData(e.target);
    v.act('drill', async () => {
      await v.send('POST', '/drills', {part: form.get('part'), seconds: +form.get('seconds')});
      return 'Begun.';
    });
  };
  return box('Stop a part', html`<form class="line" @submit=${stop}>
      <label>Part<select name="part" @change=${choose}>${v.data.parts.map(p => html`<option value=${p} ?selected=${p === part}>${nameOf(p)}</option>`)}</select></label>
      <label>For<select name="seconds">${SPANS.map(([s, word]) => html`<option value=${s}>${word}</option>`)}</select></label>
      <label class="grow">To confirm, type ${part}<input name="confirm" required pattern=${part} title=${part} autocomplete="off" spellcheck="false"></label>
      <button class="danger" ?disabled=${v.local.drill?.busy}>Stop it</button></form>
    <p class="dim">${EXPECTED[part] ?? ''}</p>${outcome(v.local.drill?.busy ? null : v.local.drill)}`, {definition: define.drill});
}

function card(d) {
  const [kind, word] = STATES[d.state] ?? ['off', d.state];
  const [worstKind, worstWord] = WORST[d.worst] ?? ['off', d.worst];
  return box(nameOf(d.part), html`${facts([
      ['Begun', when(d.startedAt)],
      ['Stopped for', span((Date.parse(d.until) - Date.parse(d.startedAt)) / 1000)],
      ['By', d.by],
      ['All well again after', d.recoverySeconds == null ? (d.state === 'over' ? 'another drill began' : 'not yet') : span(d.recoverySeconds)],
      ['Announces answered', d.answered == null ? 'not known here' : number(d.answered)],
      ['Not recorded', d.notRecorded == null ? 'not known here' : number(d.notRecorded)],
    ])}<p>${state(worstKind, `Worst: ${worstWord}`)} ${d.worstText}</p>`, {side: state(kind, word), width: 'card'});
}
