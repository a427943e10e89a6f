import { request, type Agent, type IncomingMessage } from 'node:http';

/** What became of one request. Times are in ms since it was due, whether or not it could be sent then. */
export interface Outcome {
  client: string;
  dueAt: number;
  /** `0`: the connection failed. */
  status: number;
  /** Until the end of the answer. */
  totalMs: number;
  hasRetryAfter: boolean;
  /** Whether a stream came to its end. */
  isWhole: boolean;
  /** Until the first token, of a stream. */
  firstTokenMs?: number | undefined;
  /** From the first token to the last one. */
  tokensPerSecond?: number | undefined;
  tokens: number;
  /** What the server says that it waited for a slot. */
  queueMs?: number | undefined;
  error?: string | undefined;
}

export interface Ask {
  url: string;
  agent: Agent;
  client: string;
  key?: string | undefined;
  body: string;
  /** When it should have been sent, as `performance.now()` tells the time. */
  dueAt: number;
}

/** Longer than any answer takes here: whatever hangs fails. */
const limitMs = 120_000;

/** One streamed chat completion. Never rejects. */
export function ask({ url, agent, client, key, body, dueAt }: Ask): Promise<Outcome> {
  const outcome: Outcome = { client, dueAt, status: 0, totalMs: 0, hasRetryAfter: false, isWhole: false, tokens: 0 };
  return new Promise((resolve) => {
    const end = (error?: string): void => {
      outcome.totalMs = performance.now() - dueAt;
      if (error !== undefined) outcome.error ??= error;
      resolve(outcome);
    };
    const outgoing = request(
      `${url}/v1/chat/completions`,
      {
        agent,
        method: 'POST',
        timeout: limitMs,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...(key !== undefined && { authorization: `Bearer ${key}` }),
        },
      },
      (response) => {
        outcome.status = response.statusCode ?? 0;
        outcome.hasRetryAfter = /^\d+$/.test(response.headers['retry-after'] ?? '');
        if (outcome.status === 200) readStream(response, outcome);
        else response.resume();
        response.on('end', () => end()).on('error', (error: Error) => end(error.message));
        response.on('close', () => end('the connection closed'));
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', (error) => end(error.message));
    outgoing.end(body);
  });
}

function readStream(response: IncomingMessage, outcome: Outcome): void {
  let rest = '';
  let firstAt: number | undefined;
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === 'data: [DONE]') outcome.isWhole = true;
      const queueMs = /"queue_ms":([\d.]+)/.exec(line)?.[1];
      if (queueMs !== undefined) outcome.queueMs = Number(queueMs);
      if (!/"content":"[^"]/.test(line)) continue;
      const now = performance.now();
      outcome.tokens += 1;
      firstAt ??= now;
      outcome.firstTokenMs ??= now - outcome.dueAt;
      if (outcome.tokens > 1) outcome.tokensPerSecond = (outcome.tokens - 1) / ((now - firstAt) / 1000);
    }
  });
}
