import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlatform, loadConfig, type ConfigFlags } from '@tuneloop/platform';
import { defaultModelsFolder } from '@tuneloop/runtime';
import { writeTestAdapter } from '@tuneloop/runtime/testing';

export interface AdapterServer extends AsyncDisposable {
  /** With `/v1`. */
  baseUrl: string;
  /** The model's id. */
  base: string;
  /** Writes the adapter of a seed beside its place and renames it there; the moment of that, by `performance.now()`. */
  drop(name: string, seed: number): Promise<number>;
  remove(name: string): Promise<void>;
}

/** A server over the configured model, with an empty folder of adapters. */
export async function startAdapterServer(flags: ConfigFlags): Promise<AdapterServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-swap-'));
  const modelsFolder = defaultModelsFolder(process.env, process.platform);
  const { config } = await loadConfig({
    flags: { port: 0, data: folder, modelsFolder, logLevel: 'warn', ...flags },
  });
  const platform = await createPlatform(config);
  const adapters = join(folder, 'adapters');
  await mkdir(adapters);
  const { url } = await platform.listen();
  const { info } = await platform.host.ready();
  const basePath = platform.host.source?.path ?? '';
  return {
    baseUrl: `${url}/v1`,
    base: info.id,
    async drop(name, seed) {
      const path = join(adapters, `${name}.gguf`);
      await writeTestAdapter({ base: basePath, path: `${path}.part`, seed });
      await rename(`${path}.part`, path);
      return performance.now();
    },
    remove: (name) => rm(join(adapters, `${name}.gguf`)),
    async [Symbol.asyncDispose]() {
      await platform.close({ drainMs: 0 });
      await rm(folder, { recursive: true, force: true });
    },
  };
}
