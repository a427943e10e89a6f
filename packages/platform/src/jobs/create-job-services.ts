import { join } from 'node:path';
import type { FineTuningService } from '@tuneloop/openai-server';
import { adapterFolders } from '../adapters/create-adapters.ts';
import type { Config } from '../config/schema.ts';
import { createFineTuning } from '../fine-tuning/create-fine-tuning.ts';
import { createFileStore } from '../fine-tuning/files/file-store.ts';
import type { Logger } from '../logging/logger.ts';
import { createLoop, loopKinds } from '../loop/create-loop.ts';
import type { ModelServices } from '../models/create-models.ts';
import type { PlatformOptions } from '../platform-interface.ts';
import { pushKind } from '../pushes/push-kind.ts';
import type { Recording } from '../recording/create-recording.ts';
import { exportKind } from '../recording/export-kind.ts';
import { observedJobs, type JobObserver } from '../telemetry/observed-jobs.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { createTraining } from '../training/create-training.ts';
import { trainingKinds } from '../training/kinds/training-kinds.ts';
import { createLazyTools } from '../training/lazy-tools.ts';
import { createTrainingService, type TrainingService } from '../training/training-service.ts';
import { convertAdapterKind } from './convert-adapter-kind.ts';
import { downloadKind } from './download-kind.ts';
import { createPlatformJobs, type PlatformJobs } from './platform-jobs.ts';
import { pullAsJob } from './pull-as-job.ts';

export interface JobServices {
  jobs: PlatformJobs;
  training: TrainingService;
  loop: ReturnType<typeof createLoop>;
  fineTuning: FineTuningService;
  /** What was uploaded. */
  files: ReturnType<typeof createFileStore>;
  /** Where finished exports are. */
  exportFolder: string;
  /** A download that goes on without whoever asked for it. */
  pull: ReturnType<typeof pullAsJob>;
}

export interface JobServicesOptions {
  config: Config;
  logger: Logger;
  models: Pick<ModelServices, 'store' | 'service' | 'adapters' | 'adapterRegistry'>;
  recording: Recording;
  tracing: Tracing;
  observer: JobObserver;
  /** The SQLite file with the queue. */
  storePath: string;
  /** Whether a new adapter would be served by this process. */
  isServing: () => boolean;
  training: PlatformOptions['training'];
  env: PlatformOptions['env'];
}

/** Everything that goes on without a client: downloads, exports, training, the loop. Nothing runs yet. */
export function createJobServices(options: JobServicesOptions): JobServices {
  const { config, logger, recording, storePath, tracing } = options;
  const { store, service, adapters, adapterRegistry } = options.models;
  const exportFolder = join(config.folders.data, 'exports');
  const files = createFileStore({ folder: join(config.folders.data, 'files') });
  const trainingContext = createTraining({
    config,
    service,
    registry: adapterRegistry,
    tools:
      options.training ??
      createLazyTools({
        cacheFolder: config.folders.cache,
        finetunedFolder: config.folders.finetuned,
        offline: config.offline,
        environment: options.env ?? process.env,
        training: config.training,
      }),
    isServing: options.isServing,
  });
  const jobs = createPlatformJobs({
    path: storePath,
    kinds: observedJobs(
      [
        downloadKind(store, { isOffline: () => config.offline }),
        convertAdapterKind({ folders: adapterFolders(config), findBase: (name) => service.findFile(name) }),
        exportKind({ log: recording.log, folder: exportFolder }),
        pushKind({ config, recording }),
        ...trainingKinds(trainingContext),
        ...loopKinds(config, recording, trainingContext.runs),
      ],
      tracing,
      options.observer,
    ),
    logger,
  });
  const training = createTrainingService(trainingContext, jobs);
  const loop = createLoop({ config, recording, training, logger });
  const fineTuning = createFineTuning({ config, training, jobs, files, service, adapters });
  const pull = pullAsJob(jobs, (reference, load) => store.resolve(reference, { ...load, offline: config.offline }));
  return { jobs, training, loop, fineTuning, files, exportFolder, pull };
}
