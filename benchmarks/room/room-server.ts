/**
 * A server started by `fork` with its settings as JSON: over the scripted engine, or the configured model; with everything on
 * that a server room wants, or with as little as can be.
 */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createLogger, createPlatform, loadConfig } from '@tuneloop/platform';
import type { ModelStore, ResolvedModel } from '@tuneloop/runtime';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';

export interface RoomServerSettings {
  folder: string;
  everything: boolean;
  /** Left out: the scripted engine. */
  model?: string | undefined;
  slots: number;
  /** Of OTLP. */
  receiver: string;
}

export interface StartedRoomServer {
  url: string;
  key?: string | undefined;
}

const { folder, everything, model, slots, receiver } = JSON.parse(process.argv[2]!) as RoomServerSettings;
const scripted: ResolvedModel = {
  id: 'scripted',
  reference: 'scripted',
  path: join(folder, 'none.gguf'),
  sizeBytes: 1,
};
const models: ModelStore = {
  folder,
  resolve: async () => scripted,
  find: async () => scripted,
  list: async () => [scripted],
  remove: async () => ({ freedBytes: 0 }),
};
const telemetry: Record<string, string> = everything
  ? { OTEL_EXPORTER_OTLP_ENDPOINT: receiver, OTEL_METRIC_EXPORT_INTERVAL: '5000' }
  : {};
const { config } = await loadConfig({
  cwd: folder,
  env: { ...telemetry, ...(model !== undefined && { MODEL_PATH: model, TUNELOOP_OFFLINE: 'true' }) },
  flags: {
    port: 0,
    data: join(folder, 'data'),
    logLevel: everything ? 'info' : 'silent',
    logFormat: 'json',
    recording: everything ? 'full' : 'off',
    slots,
  },
});
const engine = createScriptedEngine({
  replies: Array.from({ length: 12 }, (_, index) => `Sentence ${index} of the answer is here.`).join(' '),
  contextSize: 100_000,
  slots,
});
const platform = await createPlatform(config, {
  // As a service manager gets it: a line for each request and each generation.
  logger: createLogger({ ...config.log, destination: createWriteStream(join(folder, 'server.log')) }),
  ...(model === undefined && { engine, models }),
});
const limits = { requestsPerMinute: 1_000_000, tokensPerMinute: 1_000_000_000, concurrency: 10_000 };
const key = everything
  ? (await platform.keys.create({ name: 'benchmark', scopes: ['chat', 'metrics'], limits })).key
  : undefined;
const { url } = await platform.listen();
await platform.host.ready();
process.send?.({ url, key } satisfies StartedRoomServer);
process.once('disconnect', () => void platform.close({ drainMs: 0, drainDelayMs: 0 }).then(() => process.exit(0)));
