import { join } from 'node:path';
import type { PublishResult } from '@tuneloop/lora';
import type { FineTuningService } from '@tuneloop/openai-server';
import type { JobQueue } from '@tuneloop/protocol';
import type { AdapterService } from '../adapters/adapter-service.ts';
import type { Config } from '../config/schema.ts';
import { findNamedModel } from '../models/find-model.ts';
import { requestNamesOf } from '../models/model-catalog.ts';
import type { ModelService } from '../models/model-service.ts';
import type { TrainingService } from '../training/training-service.ts';
import type { FileStore } from './files/file-store.ts';
import { createFineTuningRecords } from './fine-tuning-record.ts';
import { createFineTuningService } from './fine-tuning-service.ts';

/** OpenAI's fine-tuning over the models and adapters of a server. */
export function createFineTuning(options: {
  config: Pick<Config, 'folders'>;
  training: TrainingService;
  jobs: JobQueue;
  files: FileStore;
  service: Pick<ModelService, 'list' | 'pool'>;
  adapters: Pick<AdapterService, 'control'>;
}): FineTuningService {
  const { config, training, jobs, files, service, adapters } = options;
  return createFineTuningService({
    training,
    jobs,
    files,
    records: createFineTuningRecords(join(config.folders.data, 'fine-tuning')),
    async splitModel(name) {
      const found = findNamedModel(name, await service.list(), (model) => requestNamesOf(model, service.pool));
      // What is no name of a model is told by whoever looks for it on the disk.
      if (found?.adapter === undefined) return { base: name };
      return { base: name.slice(0, -found.adapter.length - 1), adapter: found.adapter };
    },
    isServed: (base, published) => isServed(adapters, service, base, published),
  });
}

/** Whether a loaded base answers with what was published; one that is not loaded will, when it is. */
function isServed(
  { control }: Pick<AdapterService, 'control'>,
  { pool }: Pick<ModelService, 'pool'>,
  base: string,
  { name, version }: PublishResult,
): boolean {
  const isLoaded = pool.list().some(({ state }) => state.status === 'ready' && state.model.info.id === base);
  const listing = control.list().find((adapter) => adapter.base === base && adapter.name === name);
  return !isLoaded || (listing?.versions.some((served) => served.version === version) ?? false);
}
