import { join } from 'node:path';
import type { AdapterRegistry, TrainingDriver } from '@tuneloop/lora';
import { TuneloopError } from '@tuneloop/protocol';
import type { Config } from '../config/schema.ts';
import type { ModelService } from '../models/model-service.ts';
import { requireGguf } from '../models/require-gguf.ts';
import { createRunStore } from './run-store.ts';
import type { TrainingContext } from './training-context.ts';
import type { TrainingSteps } from './training-steps.ts';
import { createTrainingTurn, trainTogether } from './training-turn.ts';

/** What trains, and what the steps of a run do. */
export interface TrainingTools {
  driver: TrainingDriver;
  steps: TrainingSteps;
}

export interface TrainingOptions {
  config: Pick<Config, 'folders' | 'runtime' | 'training'>;
  service: Pick<ModelService, 'findOnDisk' | 'idOfFile' | 'pool'>;
  registry: AdapterRegistry;
  tools: TrainingTools;
  /** Whether models stay in memory for requests while one is trained. */
  isServing: () => boolean;
}

/** Trains the models of this server. Nothing is read or made yet. */
export function createTraining({ config, service, registry, tools, isServing }: TrainingOptions): TrainingContext {
  const folder = join(config.folders.data, 'training');
  return {
    ...tools,
    registry,
    runs: createRunStore(folder),
    takeTurn: config.training.parallel ? trainTogether : createTrainingTurn(folder),
    async findBase(name) {
      if (config.runtime.backend === 'remote') {
        const message =
          'The models of this server are those of others, whose weights are not here. Train where they are, or with the backend llama.cpp.';
        throw new TuneloopError('UNSUPPORTED', message);
      }
      const { publicId, file } = await service.findOnDisk(name);
      const id = publicId ?? file.id;
      await requireGguf({ id, path: file.path });
      return { id, path: file.path, sha256: file.sha256 };
    },
    openModel: async (path, options) => service.pool.acquire(await service.idOfFile(path), options),
    async makeRoom() {
      if (isServing()) return;
      const loaded = service.pool.list().filter(({ state }) => state.status === 'ready');
      await Promise.all(loaded.map(({ id }) => service.pool.unload(id)));
    },
  };
}
