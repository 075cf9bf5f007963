// Drills: a part of the tracker is stopped for a time, or a node has a fault, and a card says what became of clients.

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
const KINDS = {
  deaf: ['deaf to clients', 'Its clients get no answer, and ask another node. If it does the chores, another node takes them over.'],
  'no-kafka': ['without Kafka', 'Its clients get peers. Their announces are kept on its disk, or their replies say "not recorded".'],
  'no-postgres': ['without PostgreSQL', 'Its clients get peers. Tiers, torrents and keys stay as it knows them.'],
  kill: ['killed', 'Its process ends at once, and does not start again by itself: whoever supervises it does that.'],
};
const SPANS = [['10', '10 s'], ['30', '30 s'], ['120', '2 min'], ['600', '10 min']];
const STATES = {
  ordered: ['warning', 'ordered'],
  running: ['warning', 'running'],
  recovering: ['warning', 'recovering'],
  over: ['good', 'over'],
  ignored: ['off', 'not obeyed'],
};
const WORST = {good: ['good', 'all well'], warning: ['warning', 'look soon'], bad: ['bad', 'act now']};

const nameOf = part => NAMES[part] ?? part;
const kindOf = kind => KINDS[kind]?.[0] ?? kind;
const titleOf = d => (d.part ? nameOf(d.part) : `${d.program} on ${d.node}`);
const expectedOf = d => (d.part ? EXPECTED[d.part] : KINDS[d.kind]?.[1]) ?? '';
const on = v => v.data.drills.find(d => d.state === 'running' || d.state === 'ordered');
const said = v => outcome(v.local.drill?.busy ? null : v.local.drill);

export const drills = {
  name: 'drills',
  title: 'Drills',
  keeps: true,
  load: v => v.get('/drills'),

  live(v, name) {
    if (name === 'drill') v.reload();
    else if (name === 'stats' && on(v)) v.draw();
  },

  view: v => html`<div class="top"><div><h1>Drills</h1><p class="lead">Stop one part of this tracker, or cause a fault of one node, and see that the others carry on. It ends by itself.</p></div></div>
    ${on(v) ? now(v, on(v)) : begin(v)}
    <div class="cards">${v.data.drills.map(card)}</div>
    ${v.data.drills.length === 0 ? html`<p class="empty full">There was no drill since this console started.</p>` : nothing}`,
};

function now(v, d) {
  const left = Math.max(0, (Date.parse(d.until) - Date.now()) / 1000);
  const end = () =>
    v.act('drill', async () => {
      await v.send('DELETE', `/drills/${d.part ?? d.node}`);
      return 'Ended.';
    });
  const what = d.part ? 'is stopped' : d.state === 'ordered' ? `is to be ${kindOf(d.kind)}` : `is ${kindOf(d.kind)}`;
  return box(`${titleOf(d)} ${what}`, html`<p>${expectedOf(d)}</p>
    <p>${d.kind === 'kill' ? html`The order ends in` : d.part ? html`It starts again in` : html`The drill ends in`} <strong>${span(left)}</strong>.</p>
    ${v.role === 'operator' ? html`<p class="buttons"><button @click=${end}>End now</button></p>` : viewerOnly(v.role)}
    ${said(v)}`);
}

function begin(v) {
  const {parts, nodes} = v.data;
  if (parts.length + nodes.length === 0) return box('Begin a drill', html`<p class="empty">Drills can cause no fault here: setting <code>drills.allowed</code> of each process says whether it obeys drills.</p>`);
  if (v.role !== 'operator') return box('Begin a drill', viewerOnly(v.role));
  return html`${parts.length ? stopPart(v) : nothing}${nodes.length ? strike(v) : nothing}`;
}

const order = (v, of) => e => {
  e.preventDefault();
  const form = new FormData(e.target);
  v.act('drill', async () => {
    await v.send('POST', '/drills', {...of(form), seconds: +form.get('seconds')});
    return 'Begun.';
  });
};

const choose = (v, name) => e => {
  v.local[name] = e.target.value;
  v.draw();
};

const spans = () => html`<label>For<select name="seconds">${SPANS.map(([s, word]) => html`<option value=${s}>${word}</option>`)}</select></label>`;

const confirm = (name, word) =>
  html`<label class="grow">To confirm, type ${word}<input name=${name} required pattern=${word} title=${word} autocomplete="off" spellcheck="false"></label>`;

function stopPart(v) {
  const part = v.local.part ?? v.data.parts[0];
  return box('Stop a part', html`<form class="line" @submit=${order(v, form => ({part: form.get('part')}))}>
      <label>Part<select name="part" @change=${choose(v, 'part')}>${v.data.parts.map(p => html`<option value=${p} ?selected=${p === part}>${nameOf(p)}</option>`)}</select></label>
      ${spans()}${confirm('confirm', part)}
      <button class="danger" ?disabled=${v.local.drill?.busy}>Stop it</button></form>
    <p class="dim">${EXPECTED[part] ?? ''}</p>${said(v)}`, {definition: define.drill});
}

function strike(v) {
  const nodes = v.data.nodes;
  const node = nodes.find(n => n.node === v.local.node) ?? nodes[0];
  const kind = node.kinds.includes(v.local.kind) ? v.local.kind : node.kinds[0];
  const word = `${node.program}-${node.node.slice(-4)}`;
  return box('Cause a fault of a node', html`<form class="line" @submit=${order(v, () => ({node: node.node, kind}))}>
      <label>Node<select name="node" @change=${choose(v, 'node')}>${nodes.map(n => html`<option value=${n.node} ?selected=${n === node}>${n.program} on ${n.node}${n.chores ? ' (does the chores)' : ''}</option>`)}</select></label>
      <label>Kind<select name="kind" @change=${choose(v, 'kind')}>${node.kinds.map(k => html`<option value=${k} ?selected=${k === kind}>${kindOf(k)}</option>`)}</select></label>
      ${spans()}${kind === 'kill' ? confirm('confirm-node', word) : nothing}
      <button class="danger" ?disabled=${v.local.drill?.busy}>Begin</button></form>
    <p class="dim">${KINDS[kind]?.[1] ?? ''}</p>${v.data.parts.length ? nothing : said(v)}`, {definition: define.nodeDrill});
}

function handover(chores) {
  if (!chores) return [];
  const to = chores.to == null ? 'nobody yet' : html`${chores.to} after ${span(chores.seconds)}`;
  return [['Chores taken over by', to, define.chores]];
}

function card(d) {
  const [kind, word] = STATES[d.state] ?? ['off', d.state];
  const [worstKind, worstWord] = WORST[d.worst] ?? ['off', d.worst];
  const over = d.state === 'ignored' ? 'it never began' : d.state === 'over' ? 'another drill began' : 'not yet';
  return box(titleOf(d), html`${facts([
      ['Begun', when(d.startedAt)],
      [d.part ? 'Stopped for' : `Was ${kindOf(d.kind)} for`, span((Date.parse(d.until) - Date.parse(d.startedAt)) / 1000)],
      ['By', d.by],
      ['All well again after', d.recoverySeconds == null ? over : span(d.recoverySeconds)],
      ['Announces answered', d.answered == null ? 'not known' : number(d.answered)],
      ['Not recorded', d.notRecorded == null ? 'not known' : number(d.notRecorded)],
      ...handover(d.chores),
    ])}<p>${state(worstKind, `Worst: ${worstWord}`)} ${d.worstText}</p>`, {side: state(kind, word), width: 'card'});
}
