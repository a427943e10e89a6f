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
import { llamaServer } from './llama-server.ts';
import { model } from './model.ts';
import { nodeVersion } from './node-version.ts';
import { onnx } from './onnx.ts';
import { port } from './port.ts';
import { python } from './python.ts';
import { recording } from './recording.ts';
import { shell } from './shell.ts';
import { training } from './training.ts';
import { upstreams } from './upstreams.ts';

export interface DoctorOptions {
  /** `LoadedConfig.warnings`, to be reported too. */
  warnings?: readonly string[] | undefined;
  models?: ModelStore | undefined;
  /** As for `createPlatform`. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
}

const machine = [gpu, cpu];
const server = [folders, cache, port, python, training, shell, recording];

/** A server over upstreams needs neither weights nor llama.cpp here. */
function examinationsOf({ runtime }: Config): readonly Examination[] {
  if (runtime.backend !== 'remote')
    return [configuration, nodeVersion, llamaCpp, onnx, ...machine, model, engine, ...server];
  if (runtime.llamaServerPath === undefined)
    return [configuration, nodeVersion, upstreams, folders, port, shell, recording];
  return [configuration, nodeVersion, llamaServer, ...machine, model, engine, ...server];
}

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
  for (const { name, run } of examinationsOf(config)) {
    yield* await run(context).catch((error: unknown): Check[] => [
      { name, status: 'fail', detail: TuneloopError.from(error).message, advice: 'This check could not be made.' },
    ]);
  }
}
