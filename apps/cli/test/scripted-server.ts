import type { Config, Platform, PlatformOptions } from '@tuneloop/platform';
import { createPlatform, loadConfig } from '@tuneloop/platform';
import { createModelStore, type ModelStore } from '@tuneloop/runtime';
import { createScriptedEngine, type ScriptedEngineOptions } from '@tuneloop/runtime/scripted';

export interface ScriptedServer extends AsyncDisposable {
  url: string;
  port: number;
  platform: Platform;
}

/** The real server on a free port of loopback, with a model named `scripted` that needs no weights. */
export async function startScriptedServer(
  folder: string,
  engine?: ScriptedEngineOptions,
  options: Pick<PlatformOptions, 'training'> = {},
): Promise<ScriptedServer> {
  const flags = { port: 0, data: `${folder}/data`, cache: `${folder}/cache`, logLevel: 'silent' };
  const { config } = await loadConfig({ flags, env: {}, cwd: folder });
  const platform = await createPlatform(config, {
    ...options,
    engine: createScriptedEngine(engine),
    models: scriptedModels(config),
  });
  const { url, port } = await platform.listen();
  await platform.host.ready();
  return { url, port, platform, [Symbol.asyncDispose]: () => platform.close({ drainMs: 0 }) };
}

function scriptedModels(config: Config): ModelStore {
  const store = createModelStore({ folder: config.folders.models });
  const model = { id: 'scripted', reference: 'scripted', path: '', sizeBytes: 0 };
  return { ...store, resolve: async () => model, find: async () => model, list: async () => [model] };
}
