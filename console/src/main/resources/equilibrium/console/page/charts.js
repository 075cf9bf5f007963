// Charts: an element that draws a spec with uPlot, and the specs. Colours come from the style sheet.

import {bytes, count, dayText, rate, signedPercent, span, time} from './format.js';

/** Its smallest file is a script, which index.html loads before the modules. */
const {uPlot} = globalThis;

const colour = name => probe(name);

const probed = document.createElement('i');
probed.hidden = true;
document.body.append(probed);
function probe(name) {
  probed.style.color = `var(--${name})`;
  return getComputedStyle(probed).color;
}

const clear = (name, alpha) => colour(name).replace(/^rgb\(/, 'rgba(').replace(')', `, ${alpha})`);

const dark = matchMedia('(prefers-color-scheme: dark)');
const charts = new Set();
export const redrawCharts = () => charts.forEach(c => c.remake());
dark.addEventListener('change', redrawCharts);

/** Draws `spec`: {key, options(size), data, note?(plot, x, y), open?(plot, x, y)}. Another key makes it anew. */
class Chart extends HTMLElement {
  #spec = null;
  #plot = null;
  #note = null;
  #sizes = new ResizeObserver(() => this.#resize());

  set spec(value) {
    const before = this.#spec;
    this.#spec = value;
    if (!this.isConnected) return;
    if (this.#plot && before?.key === value.key) this.#plot.setData(value.data);
    else this.remake();
  }

  connectedCallback() {
    charts.add(this);
    this.#sizes.observe(this);
    if (this.#spec) this.remake();
  }

  disconnectedCallback() {
    charts.delete(this);
    this.#sizes.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  get #size() {
    return {width: Math.max(80, this.clientWidth), height: Math.max(24, this.clientHeight)};
  }

  #resize() {
    if (this.#plot && (this.#plot.width !== this.#size.width || this.#plot.height !== this.#size.height)) this.#plot.setSize(this.#size);
  }

  remake() {
    if (!this.isConnected || !this.#spec) return;
    this.#plot?.destroy();
    this.#note?.remove();
    const options = {legend: {show: false}, padding: [10, 18, 0, 0], ...this.#spec.options(() => this.#spec)};
    this.#plot = new uPlot({...options, ...this.#size}, this.#spec.data, this);
    if (this.#spec.note) this.#listen(this.#plot);
  }

  #listen(plot) {
    this.#note = document.createElement('div');
    this.#note.className = 'chart-note';
    this.#note.hidden = true;
    plot.over.append(this.#note);
    const over = plot.over;
    over.addEventListener('mouseleave', () => (this.#note.hidden = true));
    over.addEventListener('mousemove', e => {
      const box = over.getBoundingClientRect();
      const x = e.clientX - box.left;
      const text = this.#spec.note(plot, x, e.clientY - box.top);
      this.#note.hidden = !text;
      if (!text) return;
      this.#note.textContent = text;
      this.#note.classList.toggle('left', x > box.width / 2);
      this.#note.style.left = `${x}px`;
    });
    over.addEventListener('click', e => {
      const box = over.getBoundingClientRect();
      this.#spec.open?.(plot, e.clientX - box.left, e.clientY - box.top);
    });
  }
}
customElements.define('eq-chart', Chart);

const FONT = '11px system-ui, sans-serif';
const axis = more => ({
  stroke: colour('dim'),
  grid: {stroke: colour('line'), width: 1},
  ticks: {show: false},
  font: FONT,
  gap: 4,
  ...more,
});
const pad = n => String(n).padStart(2, '0');
/** Hours and minutes, the date at midnight; a second date would not fit beside them. */
const hours = ticks =>
  ticks.map(s => new Date(s * 1000)).map(d => (d.getHours() + d.getMinutes() === 0 ? dayText(d) : `${pad(d.getHours())}:${pad(d.getMinutes())}`));
const timeAxis = () => axis({values: (u, ticks) => hours(ticks), space: 70, size: 26});
const fromZero = least => (u, min, max) => [0, Math.max(least, (max ?? 0) * 1.12)];
const short = v => (v >= 1e6 ? `${+(v / 1e6).toFixed(1)} M` : v >= 1e4 ? `${+(v / 1e3).toFixed(1)} k` : (+v.toFixed(2)).toLocaleString('en'));
const sideAxis = (name, more) => axis({values: (u, ticks) => ticks.map(name), size: 46, space: 34, ...more});
const cursor = {y: false, points: {size: 6}, drag: {x: false, y: false}};

/** Where the pointer is, as the index of the nearest point. */
const nearest = (plot, x) => plot.posToIdx(x);

/** Lines over time: lines is [{name, colour, fill?}], data [seconds, values, …]. */
export const lines = (key, list, data, {unit, least = 1, window = null, marks = []}) => ({
  key,
  data,
  options: current => ({
    cursor,
    scales: {x: {range: () => range(current().window, current().data[0])}, y: {range: fromZero(least)}},
    axes: [timeAxis(), sideAxis(short)],
    series: [
      {},
      ...list.map(l => ({
        stroke: colour(l.colour),
        width: 1.75,
        dash: l.dash,
        fill: l.fill ? clear(l.colour, 0.18) : undefined,
        points: {show: () => current().data[0].length === 1, size: 6, fill: colour(l.colour)},
        spanGaps: true,
      })),
    ],
    hooks: {draw: [u => drawMarks(u, current().marks)]},
  }),
  window,
  marks,
  note: (plot, x) => {
    const mark = marks.find(m => Math.abs(plot.valToPos(m.at, 'x') - x) < 5);
    if (mark) return `${time(mark.at * 1000)}  ${mark.text}`;
    const i = nearest(plot, x);
    if (plot.data[0][i] == null) return null;
    const values = list.map((l, n) => `${l.name} ${plot.data[n + 1][i] == null ? '–' : unit === 's' ? span(plot.data[n + 1][i]) : `${rate(plot.data[n + 1][i])} ${unit}`}`);
    return `${time(plot.data[0][i] * 1000)}  ${values.join('  ')}`;
  },
});

/** Dashed lines where somebody changed something, with a triangle at the foot. */
function drawMarks(u, marks) {
  const {ctx} = u;
  const ratio = devicePixelRatio;
  const foot = u.bbox.top + u.bbox.height;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour('b');
  ctx.lineWidth = ratio;
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  for (const m of marks) {
    if (m.at < u.scales.x.min || m.at > u.scales.x.max) continue;
    const x = u.valToPos(m.at, 'x', true);
    ctx.beginPath();
    ctx.moveTo(x, u.bbox.top);
    ctx.lineTo(x, foot);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x, foot - 9 * ratio);
    ctx.lineTo(x - 5 * ratio, foot);
    ctx.lineTo(x + 5 * ratio, foot);
    ctx.fill();
  }
  ctx.restore();
}

const LEAST_SPAN = 600;

function range(window, times) {
  const now = Date.now() / 1000;
  if (window) return [now - window, now];
  const to = times.at(-1) ?? now;
  return [Math.min(times[0] ?? to, to - LEAST_SPAN), to];
}

/** A line without axes; its words stand beside it. */
export const spark = (key, data) => ({
  key,
  data,
  options: () => ({
    padding: [2, 1, 2, 1],
    cursor: {show: false},
    axes: [{show: false}, {show: false}],
    scales: {y: {range: (u, min, max) => (min === max ? [min - 1, max + 1] : [min - (max - min) * 0.15, max + (max - min) * 0.1])}},
    series: [{}, {stroke: colour('a'), fill: clear('a', 0.12), width: 1.5, points: {show: false}}],
  }),
});

/** A line of a node over time, from zero up and without axes; null where there are no figures. */
export const small = (key, data, {window, least, shown}) => ({
  key,
  data,
  window,
  options: current => ({
    padding: [2, 1, 2, 1],
    cursor,
    axes: [{show: false}, {show: false}],
    scales: {x: {range: () => range(current().window, current().data[0])}, y: {range: fromZero(least)}},
    series: [{}, {stroke: colour('a'), fill: clear('a', 0.12), width: 1.5, points: {show: () => current().data[0].length === 1, size: 5, fill: colour('a')}}],
  }),
  note: (plot, x) => {
    const i = nearest(plot, x);
    return plot.data[1][i] == null ? null : `${time(plot.data[0][i] * 1000)}  ${shown(plot.data[1][i])}`;
  },
});

/** Bars of a histogram, each in the colour of its tier, with the cuts as lines. */
export const histogram = (key, buckets, cuts) => ({
  key,
  data: [buckets.map(b => b.from), buckets.map(b => b.clients)],
  options: current => ({
    cursor: {...cursor, x: false, points: {show: false}},
    scales: {x: {time: false, range: [0, 1000]}, y: {range: fromZero(4)}},
    axes: [axis({size: 26, space: 50, grid: {show: false}}), sideAxis(short)],
    series: [{}, {paths: () => null, points: {show: false}}],
    hooks: {draw: [u => drawBuckets(u, current())]},
  }),
  buckets,
  cuts,
  note: (plot, x) => {
    const score = plot.posToVal(x, 'x');
    const b = buckets.find(each => score >= each.from && score < each.to + 1);
    return b ? `${b.from} to ${b.to} points: ${count(b.clients, 'client')}` : null;
  },
});

/** A bar in pieces that end at cuts: scores up to a cut are of the lower tier. */
function pieces(b, cuts) {
  const ends = [b.from, ...cuts.filter(cut => cut > b.from && cut < b.to + 1), b.to + 1];
  return ends.slice(1).map((to, i) => ({from: ends[i], to, tier: cuts.filter(cut => ends[i] >= cut).length}));
}

function drawBuckets(u, {buckets, cuts}) {
  const {ctx} = u;
  const at = (v, scale) => u.valToPos(v, scale, true);
  const ratio = devicePixelRatio;
  ctx.save();
  for (const b of buckets) {
    const top = at(b.clients, 'y');
    for (const piece of pieces(b, cuts)) {
      ctx.fillStyle = colour(cuts.length ? `t${piece.tier}` : 'a');
      const left = at(piece.from, 'x') + (piece.from === b.from ? ratio : 0);
      ctx.fillRect(left, top, Math.max(1, at(piece.to, 'x') - left), at(0, 'y') - top);
    }
  }
  ctx.strokeStyle = ctx.fillStyle = colour('fg');
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.lineWidth = ratio;
  ctx.setLineDash([4 * ratio, 3 * ratio]);
  cuts.forEach((cut, i) => {
    const x = at(cut, 'x');
    ctx.beginPath();
    ctx.moveTo(x, u.bbox.top);
    ctx.lineTo(x, u.bbox.top + u.bbox.height);
    ctx.stroke();
    const room = (i + 1 < cuts.length ? at(cuts[i + 1], 'x') : u.bbox.left + u.bbox.width) - x;
    if (room > 40 * ratio) ctx.fillText(`tier ${i + 1}`, x + 4 * ratio, u.bbox.top + 9 * ratio);
  });
  ctx.restore();
}

const KIB = 1024;

/** Powers of 1024 inside a range; of 32 or 4 where there would be less than three. */
function powers({min, max}) {
  for (const step of [1024, 32, 4]) {
    const inside = [];
    for (let p = step; p <= max; p *= step) if (p >= min * 1.1) inside.push(p);
    if (inside.length > 2 || step === 4) return inside;
  }
}

/** Swarms: bytes moved on a log axis against imbalance in per cent; the area is peers. */
export const balanceMap = (key, points) => ({
  key,
  data: [points.map(p => p.moved), points.map(p => p.imbalancePercent)],
  options: current => ({
    cursor: {...cursor, x: false, points: {show: false}},
    scales: {x: {time: false, distr: 3, range: () => movedRange(current().points)}, y: {range: [-105, 105]}},
    axes: [
      axis({size: 26, grid: {show: false}, filter: (u, splits) => splits, splits: u => powers(u.scales.x), values: (u, t) => t.map(v => bytes(v).replace(/\.0+ /, ' '))}),
      sideAxis(v => `${v > 0 ? '+' : v < 0 ? '−' : ''}${Math.abs(v)} %`, {splits: () => [-100, -50, 0, 50, 100]}),
    ],
    series: [{}, {paths: () => null, points: {show: false}}],
    hooks: {drawClear: [drawBand], draw: [u => drawSwarms(u, current().points)]},
  }),
  points,
  note: (plot, x, y) => {
    const p = nearestSwarm(plot, points, x, y);
    return p ? `${p.name ?? p.infoHash.slice(0, 12)}: ${bytes(p.moved)} moved, ${signedPercent(p.imbalancePercent)}, ${count(p.peers, 'peer')}` : null;
  },
  open: (plot, x, y) => {
    const p = nearestSwarm(plot, points, x, y);
    if (p) location.hash = `#/swarms/${p.infoHash}`;
  },
});

function movedRange(points) {
  const moved = points.map(p => p.moved).filter(m => m > 0);
  return moved.length ? [Math.max(1, Math.min(...moved) / 2), Math.max(...moved) * 2] : [KIB ** 2, KIB ** 4];
}

const radius = p => Math.min(11, 2.2 + Math.sqrt(p.peers) / 3);
const clip = percent => Math.max(-100, Math.min(100, percent));

function nearestSwarm(plot, points, x, y) {
  let best = null;
  let least = 14 ** 2;
  for (const p of points) {
    if (p.moved <= 0) continue;
    const d = (plot.valToPos(p.moved, 'x') - x) ** 2 + (plot.valToPos(clip(p.imbalancePercent), 'y') - y) ** 2;
    if (d < least) [best, least] = [p, d];
  }
  return best;
}

function drawBand(u) {
  const top = u.valToPos(5, 'y', true);
  u.ctx.fillStyle = clear('good', 0.16);
  u.ctx.fillRect(u.bbox.left, top, u.bbox.width, u.valToPos(-5, 'y', true) - top);
}

function drawSwarms(u, points) {
  const {ctx} = u;
  ctx.save();
  for (const isOut of [false, true]) {
    ctx.fillStyle = clear(isOut ? 'bad' : 'a', isOut ? 0.75 : 0.4);
    ctx.strokeStyle = colour(isOut ? 'bad' : 'a');
    for (const p of points) {
      if ((p.imbalancedSince != null) !== isOut || p.moved <= 0) continue;
      ctx.beginPath();
      ctx.arc(u.valToPos(p.moved, 'x', true), u.valToPos(clip(p.imbalancePercent), 'y', true), radius(p) * devicePixelRatio, 0, 7);
      ctx.fill();
      ctx.stroke();
    }
  }
  ctx.restore();
}
