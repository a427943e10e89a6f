import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Engine } from '@tuneloop/protocol';
import type { ModelStore, ResolvedModel } from '@tuneloop/runtime';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import type { ConfigFlags } from '../src/config/flags-source.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { createKeptLog } from '../src/logging/kept-log.ts';
import { createLogger } from '../src/logging/logger.ts';
import { createPlatform, type Platform, type PlatformOptions } from '../src/platform.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestPlatform extends AsyncDisposable {
  platform: Platform;
  folder: string;
  /** Everything that was logged. */
  logged: () => string;
}

export interface TestPlatformOptions {
  engine?: Engine;
  resolve?: ModelStore['resolve'];
  /** In place of one that knows the scripted model alone. */
  models?: (folder: string) => ModelStore;
  flags?: ConfigFlags;
  env?: Record<string, string>;
  connectionOwners?: PlatformOptions['connectionOwners'];
  /** Of its configuration file. */
  configuration?: object;
}

export const scriptedModel: ResolvedModel = {
  id: 'scripted',
  reference: 'scripted',
  path: '/models/Scripted.Q4.gguf',
  sizeBytes: 1,
};

export function storeOf(resolve: ModelStore['resolve']): ModelStore {
  return {
    folder: '/models',
    resolve,
    find: async () => scriptedModel,
    list: async () => [scriptedModel],
    remove: async () => ({ freedBytes: 0 }),
  };
}

/** A platform over the scripted engine, on a free port and with folders of its own. */
export async function createTestPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const temporary = await temporaryFolder();
  const folder = temporary.path;
  if (options.configuration) {
    await writeFile(join(folder, 'tuneloop.config.json'), JSON.stringify(options.configuration));
  }
  const loadedConfig = await loadConfig({
    cwd: folder,
    env: { TUNELOOP_DATA: folder, TUNELOOP_CACHE: folder, PORT: '0', ...options.env },
    flags: { drainMs: 2000, ...options.flags },
  });
  let text = '';
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  const keptLog = createKeptLog();
  const platform = await createPlatform(loadedConfig.config, {
    loadedConfig,
    keptLog,
    connectionOwners: options.connectionOwners,
    engine: options.engine ?? createScriptedEngine({ replies: 'Hello from the script.' }),
    models: options.models?.(folder) ?? storeOf(options.resolve ?? (async () => scriptedModel)),
    logger: createLogger({ level: 'debug', format: 'json', destination, history: keptLog }),
  });
  return {
    platform,
    folder,
    logged: () => text,
    async [Symbol.asyncDispose]() {
      await platform.close({ drainMs: 0 });
      await temporary[Symbol.asyncDispose]();
    },
  };
}

export interface RawResponse {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}

/** A request whose Host and Origin can be anything, which `fetch` does not allow. */
export async function rawRequest(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<RawResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<RawResponse>();
  const outgoing = request(url, { method: options.method ?? 'GET', headers: options.headers ?? {} }, (incoming) => {
    let text = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (chunk: string) => (text += chunk));
    incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
    incoming.on('error', reject);
  });
  outgoing.on('error', reject);
  outgoing.end(options.body);
  return promise;
}

export const chatRequest = (body: Record<string, unknown> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ messages: [{ role: 'user', content: 'Tell me a secret word: xylophone.' }], ...body }),
});

const patienceMs = 20_000;

/** Polls until `condition` holds; throws where nobody would wait for it any more. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the condition did not come true in time');
}
