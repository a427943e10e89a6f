import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Ledger } from './ledger.ts';

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
  /** The body as JSON; an empty object when it is none. */
  json: Record<string, unknown>;
}

export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As in the OpenAPI document, by which the server counts. */
  route: string;
  /** By default the route. */
  path?: string | undefined;
  /** Sent as JSON; a string or bytes as they are. */
  body?: unknown;
  headers?: Readonly<Record<string, string>> | undefined;
  /** By default the client's. */
  key?: string | undefined;
}

/** What to do with a stream that comes: told of each piece of text. `leave` closes the connection. */
export type OnText = (
  text: string,
  connection: { leave(): void; pause(ms: number): Promise<void> },
) => void | Promise<void>;

/** A connection that broke. */
export class BrokenConnection extends Error {
  /** What had come by then. */
  readonly text: string;
  readonly status: number | undefined;

  constructor(message: string, text: string, status: number | undefined) {
    super(message);
    this.text = text;
    this.status = status;
  }
}

export interface CountingClientOptions {
  url: string;
  key?: string | undefined;
  ledger: Ledger;
  /** How long an answer may take, in ms. Default four minutes. */
  limitMs?: number | undefined;
}

/** Sends requests to a server on this machine, and writes down how each ended. */
export class CountingClient implements Disposable {
  readonly #options: CountingClientOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(options: CountingClientOptions) {
    this.#options = options;
  }

  get url(): string {
    return this.#options.url;
  }

  get ledger(): Ledger {
    return this.#options.ledger;
  }

  get key(): string | undefined {
    return this.#options.key;
  }

  /** The same server and ledger, for somebody else. */
  withKey(key: string | undefined): CountingClient {
    return new CountingClient({ ...this.#options, key });
  }

  /** The same, for answers that take longer or shorter. */
  withLimit(limitMs: number): CountingClient {
    return new CountingClient({ ...this.#options, limitMs });
  }

  /** Resolves with the whole answer; rejects with `BrokenConnection`, also when `onText` has left. */
  send(request: Request, onText?: OnText): Promise<Answer> {
    const { url, ledger, limitMs = 240_000 } = this.#options;
    const { method, route, path = route, body, headers = {}, key = this.#options.key } = request;
    const bytes =
      body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    let left = false;
    let text = '';
    let status: number | undefined;
    let counted = false;
    const count = (outcome: number | 'left' | 'cut'): void => {
      if (!counted) ledger.count(method, route, outcome);
      counted = true;
    };
    const broken = (reason: string): void => {
      clearTimeout(timer);
      count(left ? 'left' : 'cut');
      reject(new BrokenConnection(`${method} ${route}: ${left ? 'left' : reason}`, text, status));
    };
    const sent = httpRequest(
      `${url}${path}`,
      {
        method,
        agent: this.#agent,
        headers: {
          ...(bytes !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(bytes),
          }),
          ...(key !== undefined && { authorization: `Bearer ${key}` }),
          ...headers,
        },
      },
      (response) => {
        status = response.statusCode!;
        const connection = {
          leave() {
            left = true;
            sent.destroy();
          },
          pause: async (ms: number) => {
            response.pause();
            await new Promise((done) => setTimeout(done, ms));
            response.resume();
          },
        };
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          text += piece;
          void onText?.(piece, connection);
        });
        response.on('end', () => {
          if (left) return;
          clearTimeout(timer);
          count(status!);
          resolve({ status: status!, headers: response.headers, text, json: readJson(text) });
        });
        response.on('error', (error) => broken(error.message));
        response.on('close', () => {
          if (!response.complete) broken('the answer was cut off');
        });
      },
    );
    const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
    sent.on('error', (error) => broken(error.message));
    sent.on('close', () => {
      if (status === undefined) broken('closed without an answer');
    });
    sent.end(bytes);
    return promise;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

function readJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
