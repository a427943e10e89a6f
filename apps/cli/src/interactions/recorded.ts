import type { InteractionPageWire, InteractionWire, RatingWire } from '@tuneloop/openai-server';
import { loadConfig } from '@tuneloop/platform';
import type { RatingValue } from '@tuneloop/protocol';
import { configRequest } from '../config-options.ts';
import { serverAddress } from '../chat/connect.ts';
import { warning } from '../notice.ts';
import { FolderInteractions } from './folder-interactions.ts';
import { ServerInteractions } from './server-interactions.ts';

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

/** Those of the server that is named, or else of the data folder, whether a server uses it or not. */
export async function openRecorded(options: { url?: string | undefined }): Promise<RecordedInteractions> {
  const loaded = await loadConfig(configRequest({ ...options }));
  for (const text of loaded.warnings) warning(text);
  if (options.url !== undefined) return new ServerInteractions(serverAddress(options.url, loaded));
  return FolderInteractions.open(loaded.config);
}
