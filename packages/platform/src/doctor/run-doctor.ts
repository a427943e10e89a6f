import { join } from 'node:path';
import { createApiKeyFile } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import { createModelStore, type ModelStore } from '@tuneloop/runtime';
import type { Config } from '../config/schema.ts';
import { modelStoreOptions } from '../model-store-options.ts';
import type { Check, CheckContext, Examination } from './check.ts';
import { configuration } from './configuration.ts';
import { cpu } from './cpu.ts';
import { engine } from './engine.ts';
import { cache, folders } from './folders.ts';
import { gpu } from './gpu.ts';
import { llamaCpp } from './llama-cpp.ts';
import { model } from './model.ts';
import { nodeVersion } from './node-version.ts';
import { port } from './port.ts';
import { python } from './python.ts';

export interface DoctorOptions {
  /** `LoadedConfig.warnings`, to be reported too. */
  warnings?: readonly string[] | undefined;
  models?: ModelStore | undefined;
  /** As for `createPlatform`. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
}

const examinations: readonly Examination[] = [
  configuration,
  nodeVersion,
  llamaCpp,
  gpu,
  cpu,
  model,
  engine,
  folders,
  cache,
  port,
  python,
];

/**
 * Looks at everything that a server needs on this machine, one check after the other, each with what to do about it.
 * Loads no weights, downloads nothing and changes nothing. It never throws: a check that cannot be made has failed.
 */
export async function* runDoctor(config: Config, options: DoctorOptions = {}): AsyncGenerator<Check, void, void> {
  const context: CheckContext = {
    config,
    models: options.models ?? createModelStore(modelStoreOptions(config, options.env ?? process.env)),
    keys: createApiKeyFile(join(config.folders.data, 'keys.json')),
    warnings: options.warnings ?? [],
  };
  for (const { name, run } of examinations) {
    yield* await run(context).catch((error: unknown): Check[] => [
      { name, status: 'fail', detail: TuneloopError.from(error).message, advice: 'This check could not be made.' },
    ]);
  }
}
