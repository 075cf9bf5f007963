// Anomalies: cases to decide, findings by rule, warnings in force; one finding; one case.

import {query} from '../api.js';
import {count, large, level, number, rate, short} from '../format.js';
import {bar, box, choices, clientLink, column, facts, figure, hashLink, html, levelState, more, nothing, outcome, state, table, term, viewerOnly, when} from '../parts.js';
import {define} from '../words.js';
import {next} from './swarms.js';

const PAGE = 50;
const CASES = [['open', 'Open'], ['all', 'All']];
const SHADOW = [['', 'All'], ['false', 'Counting'], ['true', 'Shadow']];

const filter = v => ({rule: v.search.get('rule'), shadow: v.search.get('shadow')});

export const anomalies = {
  name: 'anomalies',
  title: 'Anomalies',
  keeps: true,

  async load(v) {
    const cases = v.search.get('cases') ?? 'open';
    const [list, found, warnings, picture] = await Promise.all([
      v.get(`/cases${query({state: cases, limit: PAGE})}`),
      v.get(`/anomalies${query({...filter(v), limit: PAGE})}`),
      v.get(`/interventions${query({limit: PAGE})}`),
      v.get('/findings'),
    ]);
    return {cases, list, found, warnings, rules: picture.rules.map(r => r.rule)};
  },

  live(v, name) {
    if (name === 'finding') v.reloadSoon();
  },

  view(v) {
    const f = filter(v);
    const rules = [['', 'All rules'], ...v.data.rules.map(r => [r, r])];
    return html`<div class="top"><div><h1>Anomalies</h1><p class="lead">A finding is a report that a rule cannot believe. A case gathers the findings about one client; people decide on it.</p></div></div>
      ${box('Cases', html`${table('Cases', caseColumns, v.data.list.items, 'Nobody is suspected.')}${more(v.data.list, next(v, 'list', '/cases', {state: v.data.cases}))}`, {
        definition: define.levels,
        side: choices('Cases', CASES, v.data.cases, c => v.address({cases: c})),
      })}
      ${box('Findings', html`<div class="buttons">${choices('Rule', rules, f.rule ?? '', r => v.address({rule: r}))}${choices('Effect', SHADOW, f.shadow ?? '', s => v.address({shadow: s}))}</div>
        ${table('Findings', findingColumns, v.data.found.items, 'No rule has found anything.')}${more(v.data.found, next(v, 'found', '/anomalies', f))}`, {definition: define.shadow})}
      ${box('Warnings to clients', html`${outcome(v.local.warning)}${table('Warnings', warningColumns(v), v.data.warnings.items, 'No client is being warned.')}${more(v.data.warnings, next(v, 'warnings', '/interventions'))}`)}`;
  },
};

const caseLink = c => html`<a href="#/cases/${c.id}" title=${c.id}><code>${short(c.id)}</code></a>`;
const LEVEL_OF_STATE = {open: 'warning', approved: 'bad', dismissed: 'off', cleared: 'good', expired: 'off'};
const caseState = c => state(LEVEL_OF_STATE[c.state] ?? 'off', c.state);

const caseColumns = [
  column('Case', caseLink),
  column('Level', c => state(levelState(c.level), level(c.level))),
  {...column('State', caseState), wide: true},
  figure('Weight', c => rate(c.weight), define.weight),
  {...figure('With shadow', c => rate(c.shadowWeight), define.shadow), wide: true},
  {...figure('Findings', c => number(c.findings)), wide: true},
  {...figure('Torrents', c => number(c.torrents)), wide: true},
  {...column('Families', c => c.families.join(', ') || '–'), wide: true},
  {...column('Client', c => clientLink(c.client)), wide: true},
  {...column('Effect', c => (c.enforced ? c.effect : html`<span class="dim">none: shadow mode</span>`)), wide: true},
  {...column('Opened', c => when(c.openedAt)), wide: true},
];

const findingColumns = [
  column('Found', f => when(f.decidedAt)),
  {...column('Rule', f => html`<span class="badge">${f.rule}</span>`), wide: true},
  column('Finding', f => html`<a href="#/anomalies/${f.id}">${f.summary}</a>`),
  {...column('Client', f => clientLink(f.client)), wide: true},
  {...column('Swarm', f => (f.infoHash ? hashLink(f.infoHash) : '–')), wide: true},
  {...figure('Observed', f => large(f.observed)), wide: true},
  {...figure('Threshold', f => large(f.threshold)), wide: true},
  figure('Weight', f => rate(f.weight), define.weight),
  {...column('Effect', f => (f.shadow ? state('off', 'shadow') : state('warning', 'counts'))), wide: true},
];

const warningColumns = v => [
  column('From', w => when(w.from)),
  {...column('Until', w => when(w.until)), wide: true},
  column('To client', w => clientLink(w.recipient)),
  {...column('About', w => clientLink(w.subject)), wide: true},
  {...column('Swarm', w => hashLink(w.infoHash)), wide: true},
  {...column('Text', w => w.text ?? html`<span class="dim">for operators</span>`), wide: true},
  ...(v.role === 'operator' ? [{name: 'Actions', cell: w => html`<button class="small" aria-label="End the warning to ${w.recipient}" @click=${end(v, w)}>End</button>`, figure: true}] : []),
];

const end = (v, w) => () =>
  v.act('warning', async () => {
    await v.send('DELETE', `/interventions/${w.infoHash}/${w.recipient}`);
    return 'Ended. It is not given again.';
  });

const named = text => text.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase();
const shown = value => (typeof value === 'number' ? html`<span title=${value}>${large(value)}</span>` : String(value));

export const finding = {
  name: 'finding',
  title: 'Finding',
  heading: v => (v.data ? `Finding of ${v.data.finding.rule}` : 'Finding'),
  load: async v => ({finding: await v.get(`/anomalies/${v.parameters[0]}`)}),

  view(v) {
    const f = v.data.finding;
    const times = f.threshold ? f.observed / f.threshold : null;
    return html`<div class="top"><div><h1>${f.summary}</h1><p class="lead">Rule ${f.rule}, finding <code>${f.id}</code>, ${f.shadow ? term('in shadow mode: without effect', define.shadow) : 'counts against the client'}</p></div></div>
      ${box('What was seen', html`${facts([
        ['Client', clientLink(f.client)],
        ['Swarm', f.infoHash ? hashLink(f.infoHash) : 'not of one swarm'],
        ['Since', when(f.since)],
        ['Found', when(f.decidedAt)],
        ['Weight', `${rate(f.weight)} nats`, define.weight],
        ['Confidence', `${rate(100 * f.confidence)} %`, define.confidence],
        ['Address proven by a round trip', f.sourceVerified ? 'yes' : 'no'],
      ])}
      <h3>${term('The announces that show it', define.events)}</h3>
      ${f.events.length ? html`<ul class="offsets">${f.events.map(e => html`<li><code>announces ${e.partition}-${e.offset}</code></li>`)}</ul>` : html`<p class="empty">It rests on episodes of swarms, not on single announces.</p>`}`, {width: 'half'})}
      ${box('Observed against threshold', html`<div class="part"><span>Observed</span>${bar(f.observed, Math.max(f.observed, f.threshold), 'bad')}<span class="figure" title=${f.observed}>${large(f.observed)}</span></div>
        <div class="part"><span>Threshold</span>${bar(f.threshold, Math.max(f.observed, f.threshold))}<span class="figure" title=${f.threshold}>${large(f.threshold)}</span></div>
        ${times ? html`<p>${rate(times)} times the threshold.</p>` : nothing}
        ${table('Numbers', [column('Number', ([n]) => named(n)), figure('Value', ([, x]) => shown(x))], Object.entries(f.numbers ?? {}), 'The rule looked at no other numbers.')}`, {width: 'half'})}`;
  },
};

export const caseOf = {
  name: 'case',
  title: 'Case',
  heading: v => `Case ${v.parameters[0]}`,
  load: v => v.get(`/cases/${v.parameters[0]}`),

  view(v) {
    const c = v.data.case;
    return html`<div class="top"><div><h1>Case <code>${c.id}</code></h1><p class="lead">About client ${clientLink(c.client)}, opened ${when(c.openedAt)}</p></div></div>
      ${box('Standing of the case', html`${facts([
        ['Level', state(levelState(c.level), level(c.level)), define.levels],
        ['State', caseState(c)],
        ['Weight', `${rate(c.weight)} nats`, define.weight],
        ['With rules in shadow', `${rate(c.shadowWeight)} nats`, define.shadow],
        ['Findings', `${number(c.findings)} in ${count(c.torrents, 'torrent')}`],
        ['Families of rules', c.families.join(', ') || '–'],
        ['Looks broken, not false', c.broken ? 'yes: it is never refused' : 'no'],
        ['Earlier quarantines', number(c.recurrences)],
        ['In no peer list until', c.until ? when(c.until) : 'it is listed'],
      ])}<p class="more">${c.enforced ? html`${state('bad', 'In force')}: ${c.effect}` : html`${state('off', 'Not in force')}: detection runs in shadow mode, so the level has no effect.`}</p>`, {width: 'half'})}
      ${box('Decision', decision(v, c), {width: 'half'})}
      ${box('Findings', table('Findings', findingColumns, v.data.findings, 'There are none left.'))}
      ${box('Who was warned about it', table('Warnings', warningColumns({role: 'viewer'}), v.data.warnings, 'Nobody.'))}`;
  },
};

const VERDICTS = [
  ['approve', 'Approve', 'The evidence is right. The client is refused once the weight is 9.2 nats or more.', 'danger'],
  ['dismiss', 'Dismiss', 'All effects end until there is new evidence, which brings the whole weight back.', ''],
  ['clear', 'Clear', 'The evidence was wrong. Effects end, former quarantines are forgotten, 5 nats weigh against what is found later.', ''],
];

function decision(v, c) {
  const decide = e => {
    e.preventDefault();
    const verdict = e.submitter.value;
    const note = new FormData(e.target).get('note');
    v.act('decision', async () => {
      await v.send('POST', `/cases/${c.id}/${verdict}`, {note});
      return `${{approve: 'Approved', dismiss: 'Dismissed', clear: 'Cleared'}[verdict]}, and stored.`;
    });
  };
  return html`${c.decision ? html`<p>${state('good', c.decision.verdict)} by ${c.decision.by}, ${when(c.decision.at)}${c.decision.note ? `: ${c.decision.note}` : ''}</p>` : html`<p class="dim">Nobody has decided.</p>`}
    ${outcome(v.local.decision?.busy ? null : v.local.decision)}
    ${v.role === 'operator'
      ? html`<form @submit=${decide}><label class="grow">Why (500 characters at most)<textarea name="note" rows="2" maxlength="500"></textarea></label>
          <dl class="decide">${VERDICTS.map(([value, word, meaning, kind]) => html`<div><dt><button name="verdict" value=${value} class=${kind} ?disabled=${v.local.decision?.busy}>${word}</button></dt><dd>${meaning}</dd></div>`)}</dl></form>`
      : viewerOnly(v.role)}`;
}
