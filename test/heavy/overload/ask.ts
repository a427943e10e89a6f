import type { Connections } from './connections.ts';

/** What became of one request. Times are in ms since it was due, whether or not it could be sent then. */
export interface Outcome {
  client: string;
  dueAt: number;
  /** How much later than it was due it was sent: by how much this program was late. */
  lateMs: number;
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
  connections: Connections;
  client: string;
  /** Of `chatRequest`. */
  request: Buffer;
  /** When it should have been sent, as `performance.now()` tells the time. */
  dueAt: number;
}

/** A chat completion as it goes over the wire. */
export function chatRequest(url: string, key: string, body: string): Buffer {
  const head = [
    'POST /v1/chat/completions HTTP/1.1',
    `host: ${new URL(url).host}`,
    `authorization: Bearer ${key}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** One streamed chat completion. Never rejects. */
export function ask({ connections, client, request, dueAt }: Ask): Promise<Outcome> {
  const outcome: Outcome = {
    client,
    dueAt,
    lateMs: performance.now() - dueAt,
    status: 0,
    totalMs: 0,
    hasRetryAfter: false,
    isWhole: false,
    tokens: 0,
  };
  const readLines = lineReader(outcome);
  return new Promise((resolve) => {
    connections.send(request, {
      head(status, headers) {
        outcome.status = status;
        outcome.hasRetryAfter = /\r\nretry-after: \d+\r\n/i.test(headers);
      },
      body(text) {
        if (outcome.status === 200) readLines(text);
      },
      end(error) {
        outcome.totalMs = performance.now() - dueAt;
        outcome.error = error;
        resolve(outcome);
      },
    });
  });
}

function lineReader(outcome: Outcome): (text: string) => void {
  let rest = '';
  let firstAt: number | undefined;
  return (text) => {
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
  };
}
