// The API under /api/v1: requests, problems, and the stream of live events.

const BASE = 'api/v1';
const KEPT = 'equilibrium.token';
let token = sessionStorage.getItem(KEPT) ?? '';

export const hasToken = () => token !== '';

export function useToken(text) {
  token = text;
  if (text) sessionStorage.setItem(KEPT, text);
  else sessionStorage.removeItem(KEPT);
}

/** What the API answers instead of what was asked for (RFC 9457). */
export class Problem extends Error {
  constructor(asked, status, body) {
    super(body.detail ?? body.title ?? `status ${status}`);
    this.asked = asked;
    this.status = status;
    this.type = (body.type ?? '').replace('/problems/', '');
    this.errors = body.errors ?? [];
  }
}

async function answer(method, path, options) {
  const asked = `${method} /${BASE}${path}`;
  let reply;
  try {
    reply = await fetch(BASE + path, {
      method,
      cache: 'no-store',
      ...options,
      headers: {Authorization: `Bearer ${token}`, ...options?.headers},
    });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Problem(asked, 0, {detail: 'The console does not answer.'});
  }
  if (reply.ok) return reply;
  const body = await reply.json().catch(() => ({}));
  throw new Problem(asked, reply.status, body);
}

const json = async reply => (reply.status === 204 || reply.headers.get('Content-Length') === '0' ? null : reply.json());

export const get = async (path, signal) => json(await answer('GET', path, {signal}));

/** Null where there is nothing of that name. */
export const find = (path, signal) =>
  get(path, signal).catch(e => {
    if (e.status === 404) return null;
    throw e;
  });

/** A change. Its answer has `late`: published, but PostgreSQL does not have it yet. */
export async function send(method, path, body) {
  const content = body === undefined ? {} : {body: JSON.stringify(body), headers: {'Content-Type': 'application/json'}};
  const reply = await answer(method, path, content);
  return {late: reply.status === 202, position: reply.headers.get('Equilibrium-Position'), value: await json(reply).catch(() => null)};
}

/** Many lines at once. */
export async function sendText(path, type, text) {
  return json(await answer('POST', path, {body: text, headers: {'Content-Type': type}}));
}

export function query(parameters) {
  const chosen = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value != null && value !== '') chosen.set(name, value);
  const text = chosen.toString();
  return text ? `?${text}` : '';
}

/** The events of a stream, until it ends: {id, name, data}. EventSource cannot send a header. */
async function* events(signal, lastId) {
  const reply = await answer('GET', '/live', {signal, headers: lastId ? {'Last-Event-ID': lastId} : {}});
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ''; ; ) {
    const {value, done} = await reader.read();
    if (done) return;
    text += value;
    for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) yield event(text.slice(0, end));
  }
}

function event(text) {
  const fields = {id: null, event: 'message', data: null};
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  return {id: fields.id, name: fields.event, data: fields.data == null ? null : JSON.parse(fields.data)};
}

const AGAIN_MS = 2000;

/** Follows the stream for as long as the tab is shown; a hidden tab costs no connection. */
export function follow(take, broken) {
  let lastId = null;
  let running = null;
  const run = async () => {
    const mine = (running = new AbortController());
    while (running === mine) {
      try {
        for await (const e of events(mine.signal, lastId)) {
          lastId = e.id ?? lastId;
          if (e.data != null) take(e.name, e.data);
        }
        if (running === mine) broken(null);
      } catch (e) {
        if (running === mine && e.name !== 'AbortError') broken(e);
      }
      await new Promise(done => setTimeout(done, AGAIN_MS));
    }
  };
  const stop = () => {
    running?.abort();
    running = null;
  };
  const shown = () => (document.hidden ? stop() : (stop(), run()));
  document.addEventListener('visibilitychange', shown);
  shown();
  return () => {
    document.removeEventListener('visibilitychange', shown);
    stop();
  };
}
