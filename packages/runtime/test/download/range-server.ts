import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request as it came in. */
export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A server on loopback. It records every request. */
export interface TestServer extends AsyncDisposable {
  url: string;
  requests: SeenRequest[];
  handler: Handler;
}

export async function startServer(handler: Handler): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    Promise.resolve(result.handler(request, response)).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const result: TestServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    handler,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return result;
}

export interface ServeOptions {
  /** `undefined` sends none. */
  etag?: string | undefined;
  /** Pause after each 64 kB, in ms. */
  pauseMs?: number;
  /** Bytes of the body after which the connection breaks off, once the client has taken them. */
  breakAfter?: number;
  /** Bytes of the content that the client has: what is still on its way is lost with the connection. */
  taken?: () => number;
  /** Bytes of the body after which the server falls silent. */
  stallAfter?: number;
}

/** Answers with `content`, or with the range of it that is asked for (RFC 9110, 14). */
export async function serveContent(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  options: ServeOptions = {},
): Promise<void> {
  const { etag } = options;
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? Number.NaN);
  const isCurrent = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const partial = from >= 0 && isCurrent;
  if (partial && from >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  const body = partial ? content.subarray(from) : content;
  response.writeHead(partial ? 206 : 200, {
    'content-length': body.length,
    'accept-ranges': 'bytes',
    ...(etag !== undefined && { etag }),
    ...(partial && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const limit = options.breakAfter ?? options.stallAfter ?? body.length;
  for (let at = 0; at < limit; at += 65_536) {
    if (response.destroyed) return;
    response.write(body.subarray(at, Math.min(limit, at + 65_536)));
    await sleep(options.pauseMs ?? 0);
  }
  if (options.breakAfter !== undefined) {
    const sent = content.length - body.length + limit;
    while (options.taken && options.taken() < sent && !response.destroyed) await sleep(1);
    response.destroy();
  } else if (options.stallAfter === undefined) response.end();
}

/** Bytes that begin as a GGUF does, different at every place. */
export function modelBytes(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  bytes.write('GGUF');
  return bytes;
}

export function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
