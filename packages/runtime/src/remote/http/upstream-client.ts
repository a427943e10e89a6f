import { throwIfAborted } from '@tuneloop/protocol';
import { request, type Dispatcher } from 'undici';
import { parseJson, readBody } from './read-body.ts';
import { readServerSentEvents, type ServerSentEvent } from './server-sent-events.ts';
import { parseUpstreamUrl, type UpstreamAddress } from './upstream-address.ts';
import { malformed, networkError, refusalError } from './upstream-error.ts';

export interface UpstreamClientOptions {
  url: string;
  apiKey?: string | undefined;
  dispatcher: Dispatcher;
  headers?: (() => Readonly<Record<string, string>>) | undefined;
}

export interface UpstreamCall {
  method?: 'GET' | 'POST';
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal | undefined;
}

const maxErrorBytes = 64 * 1024;
const maxJsonBytes = 128 * 1024 * 1024;

/** Speaks HTTP with one upstream. Connections are kept; redirects are not followed, so that the key goes nowhere else. */
export class UpstreamClient {
  /** Origin and path of its API: its name in errors and logs. */
  readonly name: string;
  readonly #address: UpstreamAddress;
  readonly #options: UpstreamClientOptions;

  constructor(options: UpstreamClientOptions) {
    this.#options = options;
    this.#address = parseUpstreamUrl(options.url);
    this.name = this.#address.api;
  }

  /**
   * `path` with `/v1/` in front is one of OpenAI's API, wherever the upstream has that; any other is below its root.
   *
   * Errors: as `refusalError` and `networkError` say; `ABORTED`.
   */
  async json(path: string, call: UpstreamCall = {}): Promise<unknown> {
    const { body } = await this.#send(path, call, 'application/json');
    try {
      const value = parseJson(await readBody(body, maxJsonBytes, this.name));
      if (value === undefined) throw malformed(this.name, 'sent something that is no JSON');
      return value;
    } catch (error) {
      throw networkError(error, this.name, call.signal);
    } finally {
      close(body);
    }
  }

  /** For answers whose body says nothing of interest, JSON or not. Errors: as those of `json`. */
  async text(path: string, call: UpstreamCall = {}): Promise<string> {
    const { body } = await this.#send(path, call, '*/*');
    try {
      return await readBody(body, maxErrorBytes, this.name);
    } catch (error) {
      throw networkError(error, this.name, call.signal);
    } finally {
      close(body);
    }
  }

  /** Leaving the loop or aborting closes the connection at once, which ends the upstream's work. */
  async *events(path: string, call: UpstreamCall): AsyncGenerator<ServerSentEvent, void, void> {
    const { body, headers } = await this.#send(path, call, 'text/event-stream');
    try {
      const type = String(headers['content-type'] ?? 'nothing')
        .split(';')[0]!
        .trim();
      if (type !== 'text/event-stream')
        throw malformed(this.name, `sent ${type.slice(0, 80)} in place of an event stream`);
      yield* readServerSentEvents(body, this.name);
    } catch (error) {
      throw networkError(error, this.name, call.signal);
    } finally {
      close(body);
    }
  }

  async #send(path: string, call: UpstreamCall, accept: string): Promise<Dispatcher.ResponseData> {
    const { dispatcher, apiKey, headers } = this.#options;
    throwIfAborted(call.signal);
    const method = call.method ?? 'POST';
    const response = await request(this.#url(path), {
      dispatcher,
      method,
      headers: {
        accept,
        'user-agent': 'tuneloop',
        ...(method === 'POST' && { 'content-type': 'application/json' }),
        ...headers?.(),
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
      signal: call.signal ?? null,
    }).catch((error: unknown) => {
      throw networkError(error, this.name, call.signal);
    });
    const { statusCode: status } = response;
    if (status >= 200 && status < 300) return response;
    const text = await readBody(response.body, maxErrorBytes, this.name).catch(() => '');
    close(response.body);
    throwIfAborted(call.signal);
    if (status < 400) throw malformed(this.name, `redirects (${status}), which is not followed`);
    const retryAfter = response.headers['retry-after'];
    throw refusalError({
      upstream: this.name,
      status,
      body: parseJson(text) ?? text,
      retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
      apiKey,
    });
  }

  #url(path: string): string {
    return path.startsWith('/v1/') ? `${this.#address.api}${path.slice('/v1'.length)}` : `${this.#address.root}${path}`;
  }
}

/** Closes the connection of an answer that was not read to its end; one that was goes back to the pool. */
function close(body: Dispatcher.ResponseData['body']): void {
  // Destroying an unread body emits an error, which is expected here.
  body.on('error', () => undefined).destroy();
}
