import { loadConfig } from '@tuneloop/platform';
import { configRequest } from '../config-options.ts';
import { serverAddress } from '../chat/connect.ts';
import { warning } from '../notice.ts';
import { FolderInteractions } from './folder-interactions.ts';
import type { RecordedInteractions } from './recorded-interactions.ts';
import { ServerInteractions } from './server-interactions.ts';

/** Those of the server that is named, or else of the data folder, whether a server uses it or not. */
export async function openRecorded(options: { url?: string | undefined }): Promise<RecordedInteractions> {
  const loaded = await loadConfig(configRequest({ ...options }));
  for (const text of loaded.warnings) warning(text);
  if (options.url !== undefined) return new ServerInteractions(serverAddress(options.url, loaded));
  return FolderInteractions.open(loaded.config);
}
