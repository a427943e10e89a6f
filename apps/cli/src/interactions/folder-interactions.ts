import {
  decodeInteractionQuery,
  encodeInteraction,
  encodeListPage,
  encodeRating,
  type InteractionPageWire,
  type InteractionWire,
  type RatingWire,
} from '@tuneloop/openai-server';
import type { Config, Platform } from '@tuneloop/platform';
import { TuneloopError, type InteractionLog, type RatingValue } from '@tuneloop/protocol';
import { openPlatform } from '../open-platform.ts';
import type { RecordedInteractions } from './recorded-interactions.ts';

/** The log of this machine's data folder; a server that writes to it at the same time is not disturbed. */
export class FolderInteractions implements RecordedInteractions {
  readonly #platform: Platform;

  private constructor(platform: Platform) {
    this.#platform = platform;
  }

  static async open(config: Config): Promise<FolderInteractions> {
    return new FolderInteractions(await openPlatform(config));
  }

  async list(query: Readonly<Record<string, string>>): Promise<InteractionPageWire> {
    const { interactions, hasMore } = await this.#platform.recording.log.list('all', decodeInteractionQuery(query));
    return encodeListPage(interactions.map(encodeInteraction), hasMore);
  }

  async get(id: string): Promise<InteractionWire> {
    return encodeInteraction(await this.#platform.recording.log.get('all', id));
  }

  async rate(
    id: string,
    value: RatingValue,
    { author = 'anonymous' }: { author?: string | undefined },
  ): Promise<RatingWire> {
    return encodeRating(await this.#judged.rate('all', id, value, { author, source: 'terminal' }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#platform.close({ drainMs: 0 });
  }

  /** In front of the log: what people say is held to privacy and redaction too. */
  get #judged(): InteractionLog {
    const { interactions } = this.#platform.recording;
    if (interactions) return interactions;
    throw new TuneloopError('UNSUPPORTED', 'Recording is off here (recording.privacy): nothing is rated.');
  }
}
