const keyName = 'tuneloop-api-key';

/** A request that the server refused or that never reached it; `status` is 0 for the latter. */
export class RequestProblem extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function rememberKey(key) {
  sessionStorage.setItem(keyName, key);
}

export function hasKey() {
  return sessionStorage.getItem(keyName) !== null;
}

async function request(path, options = {}) {
  const key = sessionStorage.getItem(keyName);
  const headers = { ...options.headers, ...(key ? { authorization: `Bearer ${key}` } : {}) };
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new RequestProblem(0, 'The server cannot be reached. Is it still running?');
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => undefined);
  throw new RequestProblem(response.status, body?.error?.message ?? `The server answered ${response.status}.`);
}

/** `{ status, message?, model? }` */
export async function health() {
  return (await request('health')).json();
}

/** Whether the key that is remembered (or none) is enough. */
export async function checkAccess() {
  await request('v1/models');
}

/** Keeps what somebody thinks of an answer, by the id that it came with. */
export async function rate(id, value) {
  try {
    await request(`v1/interactions/${encodeURIComponent(id)}/ratings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...value, source: 'web' }),
    });
  } catch (error) {
    if (error.status !== 404) throw error;
    throw new RequestProblem(404, 'This server does not record answers, so that none can be rated.');
  }
}

/** The data of server-sent events, one string each. */
async function* serverSentEvents(stream) {
  let buffer = '';
  for await (const text of iterate(stream.pipeThrough(new TextDecoderStream()))) {
    buffer += text;
    const events = buffer.split(/\r?\n\r?\n/);
    buffer = events.pop();
    for (const event of events) {
      const lines = event.split(/\r?\n/).filter((line) => line.startsWith('data:'));
      if (lines.length > 0) yield lines.map((line) => line.slice(5).trimStart()).join('\n');
    }
  }
}

/** Not every browser can iterate over a stream itself. */
async function* iterate(stream) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Small models lose their way without one. */
const instructions = { role: 'system', content: 'You are a helpful assistant.' };

/** The chunks of an answer, as `chat/completions` streams them. */
export async function* streamAnswer(messages, signal) {
  const response = await request('v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      messages: [instructions, ...messages],
      stream: true,
      stream_options: { include_usage: true },
    }),
    signal,
  });
  for await (const data of serverSentEvents(response.body)) {
    if (data === '[DONE]') return;
    const chunk = JSON.parse(data);
    if (chunk.error) throw new RequestProblem(response.status, chunk.error.message);
    yield chunk;
  }
  throw new RequestProblem(0, 'The connection ended before the answer was complete.');
}
