/** The real server over the scripted engine, as a process that tells its parent how it is. Started by `startFuzzServer`. */
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createModelStore } from '../../../packages/runtime/src/index.ts';
import { createScriptedEngine } from '../../../packages/runtime/src/scripted/index.ts';
import { writeTestLanguageModel } from '../../../packages/runtime/src/testing/index.ts';
import { loadConfig } from '../../../packages/platform/src/config/load-config.ts';
import { createKeptLog } from '../../../packages/platform/src/logging/kept-log.ts';
import { createLogger } from '../../../packages/platform/src/logging/logger.ts';
import { createPlatform } from '../../../packages/platform/src/platform.ts';
import { createFakeDriver } from '../../../packages/platform/test/training/fake-driver.ts';
import { createFakeSteps } from '../../../packages/platform/test/training/fake-steps.ts';
import { guardOutbound } from './outbound-guard.ts';
import { followedRoutes } from './routes.ts';
import type { FuzzServerMessage, FuzzServerOptions, FuzzServerReport } from './server-messages.ts';

const { folder, apiKey } = JSON.parse(process.argv[2] ?? '{}') as FuzzServerOptions;
const send = (message: FuzzServerMessage): void => void process.send?.(message);

guardOutbound((what) => send({ type: 'outbound', what, stack: new Error(what).stack ?? '' }));
/** How long a stream that never ends by itself is followed. */
const followMs = 300;

const underWay = new Set<ServerResponse>();
subscribe('http.server.request.start', (message) => {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
  const path = request.url?.split('?', 1)[0] ?? '';
  const isFollowed = followedRoutes.some(({ method, pattern }) => method === request.method && pattern.test(path));
  const stop = (): void => {
    const type = String(response.getHeader('content-type'));
    if (response.headersSent && type.startsWith('text/event-stream')) response.end();
  };
  const timer = isFollowed ? setTimeout(stop, followMs) : undefined;
  underWay.add(response);
  response.once('close', () => {
    clearTimeout(timer);
    underWay.delete(response);
  });
});

const path = join(folder, 'scripted.gguf');
await writeTestLanguageModel({ path });
const loadedConfig = await loadConfig({
  cwd: folder,
  env: {
    MODEL_PATH: path,
    TUNELOOP_DATA: join(folder, 'data'),
    TUNELOOP_CACHE: join(folder, 'cache'),
    TUNELOOP_OFFLINE: 'true',
    FINETUNED_MODELS_DIR: join(folder, 'finetuned'),
    LORA_PATHS: join(folder, 'adapters'),
    // Nobody answers there: what is sent fails, as when it is down.
    LABEL_STUDIO_URL: 'http://127.0.0.1:9',
    LABEL_STUDIO_API_KEY: 'fuzz-token',
    LABEL_STUDIO_PROJECT: '1',
    LABEL_STUDIO_WEBHOOK_SECRET: 'fuzz-secret',
    PORT: '0',
    ...(apiKey === undefined ? {} : { API_KEY: apiKey }),
  },
  flags: { drainMs: 2000 },
});
const { config } = loadedConfig;
const keptLog = createKeptLog();
const platform = await createPlatform(config, {
  loadedConfig,
  keptLog,
  engine: createScriptedEngine({ slots: 8, images: true }),
  models: createModelStore({
    folder: config.folders.models,
    ollama: { modelsFolder: join(folder, 'ollama') },
    environment: {},
  }),
  training: { driver: createFakeDriver({ stepMs: 1 }), steps: createFakeSteps() },
  logger: createLogger({ level: 'info', format: 'json', history: keptLog }),
});
const { url } = await platform.listen();
await platform.host.ready();

async function report(): Promise<FuzzServerReport> {
  const loaded = platform.service.pool.list().flatMap(({ state }) => (state.status === 'ready' ? [state.model] : []));
  const figures = await Promise.all(loaded.map((model) => model.status()));
  const sum = (key: 'activeRequests' | 'queuedRequests'): number =>
    figures.reduce((total, figure) => total + figure[key], 0);
  globalThis.gc?.();
  return {
    inFlight: underWay.size,
    activeRequests: sum('activeRequests'),
    queuedRequests: sum('queuedRequests'),
    heapBytes: process.memoryUsage().heapUsed,
    rssBytes: process.memoryUsage.rss(),
    state: platform.state,
  };
}

async function close(): Promise<void> {
  await platform.close({ drainMs: 1000 });
  process.disconnect();
}

process.on('message', (message) => {
  if (message === 'report') void report().then((figures) => send({ type: 'report', report: figures }));
  if (message === 'close') void close();
});
for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  process.on(event, (error: unknown) => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.error(stack);
    send({ type: 'defect', event, stack });
  });
}
send({ type: 'listening', url });
