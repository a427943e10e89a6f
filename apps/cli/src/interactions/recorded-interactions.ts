import type { InteractionPageWire, InteractionWire, RatingWire } from '@tuneloop/openai-server';
import type { RatingValue } from '@tuneloop/protocol';

/** What was recorded, on a server or in the data folder, in the shapes of the API. */
export interface RecordedInteractions extends AsyncDisposable {
  /** The query of `GET /v1/interactions`. Errors: `INVALID_REQUEST`. */
  list(query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<InteractionPageWire>;
  /** Errors: `NOT_FOUND`. */
  get(id: string, signal: AbortSignal): Promise<InteractionWire>;
  /** Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
  rate(
    id: string,
    value: RatingValue,
    options: { author?: string | undefined; signal: AbortSignal },
  ): Promise<RatingWire>;
}
