import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { ResolvedModel } from '@tuneloop/runtime';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { writeTestLanguageModel } from '@tuneloop/runtime/testing';
import type { ConfigInput } from '../../src/config/schema.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createKeptLog } from '../../src/logging/kept-log.ts';
import { createLogger } from '../../src/logging/logger.ts';
import { createPlatform, type Platform } from '../../src/platform.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { writeFile } from 'node:fs/promises';
import { createFakeDriver, type FakeDriver, type FakeDriverOptions } from './fake-driver.ts';
import { createFakeSteps, type FakeSteps } from './fake-steps.ts';

export interface ServedRig extends AsyncDisposable {
  platform: Platform;
  url: string;
  driver: FakeDriver;
  steps: FakeSteps;
  logged(): string;
}

/** A server that listens and trains, with everything but Python and weights that know anything. */
export async function createServedRig(
  configuration: ConfigInput = {},
  options: FakeDriverOptions = {},
): Promise<ServedRig> {
  const temporary = await temporaryFolder();
  const folder = temporary.path;
  const path = join(folder, 'scripted.gguf');
  await writeTestLanguageModel({ path });
  const model: ResolvedModel = { id: 'scripted', reference: 'scripted', path, sizeBytes: 1 };
  await writeFile(join(folder, 'tuneloop.config.json'), JSON.stringify({ model: 'scripted', ...configuration }));
  const loadedConfig = await loadConfig({
    cwd: folder,
    env: {
      TUNELOOP_DATA: folder,
      TUNELOOP_CACHE: join(folder, 'cache'),
      PORT: '0',
      LORA_PATHS: join(folder, 'adapters'),
    },
    flags: { drainMs: 1000 },
  });
  let text = '';
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  const driver = createFakeDriver(options);
  const steps = createFakeSteps();
  const keptLog = createKeptLog();
  const platform = await createPlatform(loadedConfig.config, {
    loadedConfig,
    keptLog,
    engine: createScriptedEngine({ replies: 'Hello from the script.' }),
    models: {
      folder,
      resolve: async () => model,
      find: async () => model,
      list: async () => [model],
      remove: async () => ({ freedBytes: 0 }),
    },
    training: { driver, steps },
    logger: createLogger({ level: 'info', format: 'json', destination, history: keptLog }),
  });
  const { url } = await platform.listen();
  return {
    platform,
    url,
    driver,
    steps,
    logged: () => text,
    async [Symbol.asyncDispose]() {
      await platform.close({ drainMs: 0 });
      await temporary[Symbol.asyncDispose]();
    },
  };
}
