import { access, constants, mkdir, stat } from 'node:fs/promises';
import { TuneloopError, type Engine, type LoadedModel, type ModelSource } from '@tuneloop/protocol';
import { loadRemoteModel } from '../engine.ts';
import { parseRemoteOptions } from '../options.ts';
import { parseLlamaServerOptions, type LlamaServerEngineOptions } from './options.ts';
import { SupervisedServer } from './supervised-server.ts';

/**
 * Serves GGUF models through the user's own llama-server: one process for each model, on a free port of 127.0.0.1,
 * started again with growing delays when it ends, and ended with this process, however that ends.
 *
 * Errors: `INVALID_REQUEST` for options that make no sense. Of loading: `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED`,
 * `CONFIG_INVALID` when the program is not there, `ABORTED`.
 */
export function createLlamaServerEngine(options: LlamaServerEngineOptions): Engine {
  const settings = parseLlamaServerOptions(options);
  return {
    name: 'llama-server',
    async load(model, { signal, onProgress } = {}): Promise<LoadedModel> {
      const path = await modelFile(model);
      await requireExecutable(settings.executable);
      onProgress?.({ phase: 'load', completed: 0, total: 1000, label: model.id });
      const { slots, queueLimit, queueWaitMs, slotSaveFolder } = settings;
      if (slotSaveFolder !== undefined) await mkdir(slotSaveFolder, { recursive: true });
      const server = new SupervisedServer(settings, { id: model.id, path });
      try {
        await server.start(signal);
        const upstreams = [{ url: server.url, kind: 'llama.cpp' as const, model: model.id, maxConcurrent: slots }];
        const remote = parseRemoteOptions({ upstreams, queueLimit, queueWaitMs });
        return await loadRemoteModel(
          remote,
          model,
          { signal, onProgress },
          {
            engine: 'llama-server',
            processId: () => server.processId,
            slotSaveFolder,
            close: () => server.stop(),
          },
        );
      } catch (error) {
        await server.stop();
        throw error;
      }
    },
  };
}

async function modelFile({ id, path }: ModelSource): Promise<string> {
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
  if (path !== undefined && found?.isFile()) return path;
  throw new TuneloopError(
    'MODEL_NOT_FOUND',
    `The file of model "${id}" is not there. Check MODEL_PATH, or pull the model.`,
  );
}

async function requireExecutable(path: string): Promise<void> {
  try {
    await access(path, constants.X_OK);
  } catch (error) {
    const message = 'There is no program at LLAMA_SERVER_PATH that may be run. Set it to the path of llama-server.';
    throw new TuneloopError('CONFIG_INVALID', message, { cause: error });
  }
}
