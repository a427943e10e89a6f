import type { InteractionPageWire, InteractionWire, RatingWire } from '@tuneloop/openai-server';
import { TuneloopError, type RatingValue } from '@tuneloop/protocol';
import { requestServer, type ServerAddress } from '../chat/server-client.ts';
import type { RecordedInteractions } from './recorded-interactions.ts';

/** What a server has recorded. Errors of all: those of `requestServer`. */
export class ServerInteractions implements RecordedInteractions {
  readonly #address: ServerAddress;

  constructor(address: ServerAddress) {
    this.#address = address;
  }

  async list(query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<InteractionPageWire> {
    return (await this.#ask(`/interactions?${new URLSearchParams(query).toString()}`, {
      signal,
    })) as InteractionPageWire;
  }

  async get(id: string, signal: AbortSignal): Promise<InteractionWire> {
    return (await this.#ask(pathOf(id), { signal })) as InteractionWire;
  }

  async rate(
    id: string,
    value: RatingValue,
    { author, signal }: { author?: string | undefined; signal: AbortSignal },
  ): Promise<RatingWire> {
    const body = { ...value, source: 'terminal', ...(author !== undefined && { author }) };
    return (await this.#ask(`${pathOf(id)}/ratings`, { body, signal })) as RatingWire;
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #ask(path: string, options: Parameters<typeof requestServer>[2]): Promise<unknown> {
    try {
      return await (await requestServer(this.#address, path, options)).json();
    } catch (error) {
      if (!TuneloopError.isInstance(error) || error.details['status'] !== 404) throw error;
      throw new TuneloopError('NOT_FOUND', error.message, { details: error.details });
    }
  }
}

const pathOf = (id: string): string => `/interactions/${encodeURIComponent(id)}`;
