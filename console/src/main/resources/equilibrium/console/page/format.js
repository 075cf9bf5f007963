// Numbers, bytes, times and ids as people read them.

const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const tenths = new Intl.NumberFormat('en', {maximumFractionDigits: 1});
const fixed = new Intl.NumberFormat('en', {minimumFractionDigits: 1, maximumFractionDigits: 1});
const NONE = '–';

/** A number with its word, in the plural where it is not 1. */
export const count = (value, word) => `${number(value)} ${word}${value === 1 ? '' : 's'}`;

export const number = value => (value == null ? NONE : whole.format(value));

/** Small values with one digit after the point, so that 0.4 does not read as 0. */
export const rate = value => (value == null ? NONE : (Math.abs(value) < 100 ? tenths : whole).format(value));

/** Two digits after the point: processors are busy by hundredths. */
export const hundredths = value => (value == null ? NONE : (+value.toFixed(2)).toLocaleString('en'));

const LARGE = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** Three digits and a decimal prefix, for numbers whose unit a rule knows. */
export function large(value) {
  if (value == null) return NONE;
  const thousands = Math.min(LARGE.length - 1, Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1) / 3)));
  return thousands < 2 ? rate(value) : `${+(value / 1000 ** thousands).toPrecision(3)} ${LARGE[thousands]}`;
}

export const percent = (part, all) => (all ? `${Math.round((100 * part) / all)} %` : NONE);

export const signedPercent = value =>
  value == null ? NONE : `${value > 0 ? '+' : value < 0 ? '−' : ''}${fixed.format(Math.abs(value))} %`;

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

export function bytes(value) {
  if (value == null) return NONE;
  let size = Math.abs(value);
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : size >= 10 ? 1 : 2;
  return `${value < 0 ? '−' : ''}${size.toFixed(digits)} ${UNITS[unit]}`;
}

export const exactBytes = value => (value == null ? 'not known' : `${whole.format(value)} bytes`);

/** A time of some microseconds up to some seconds. */
export const micros = us => (us == null ? NONE : us < 1000 ? `${whole.format(us)} µs` : us < 1e6 ? `${rate(us / 1000)} ms` : span(us / 1e6));

/** A span of seconds in its largest unit, or its two largest. */
export function span(seconds) {
  if (seconds == null) return NONE;
  const s = Math.max(0, seconds);
  if (s < 10) return `${tenths.format(s)} s`;
  if (s < 120) return `${Math.round(s)} s`;
  if (s < 7200) return `${Math.round(s / 60)} min`;
  if (s < 172800) return `${Math.round(s / 3600)} h`;
  return `${whole.format(Math.round(s / 86400))} d`;
}

const pad = n => String(n).padStart(2, '0');
const clockText = d => `${pad(d.getHours())}:${pad(d.getMinutes())}:${pad(d.getSeconds())}`;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
export const dayText = d => `${d.getFullYear() === new Date().getFullYear() ? '' : `${d.getFullYear()} `}${MONTHS[d.getMonth()]} ${d.getDate()}`;

/** Local time of day; the date too when it is not today. */
export function time(text) {
  if (text == null) return NONE;
  const d = new Date(text);
  return d.toDateString() === new Date().toDateString() ? clockText(d) : `${dayText(d)} ${clockText(d).slice(0, 5)}`;
}

export const clock = text => (text == null ? NONE : clockText(new Date(text)));

/** The same moment in UTC, for titles. */
export const utc = text => (text == null ? 'not known' : `${new Date(text).toISOString().slice(0, 19).replace('T', ' ')} UTC`);

export const ago = (text, now = Date.now()) => (text == null ? NONE : `${span((now - Date.parse(text)) / 1000)} ago`);

export const short = id => (id == null ? NONE : id.length > 14 ? `${id.slice(0, 12)}…` : id);

/** A peer id as clients write it: bytes outside ASCII as dots. */
export function peerId(hex) {
  const text = (hex.match(/../g) ?? []).map(b => parseInt(b, 16));
  return text.map(b => (b > 32 && b < 127 ? String.fromCharCode(b) : '·')).join('');
}

const EFFECTS = ['nothing', 'watched', 'warned', 'quarantined', 'refused'];
export const level = n => `${n} ${EFFECTS[n] ?? ''}`;
