import type { LabControl, LabModel } from '@tuneloop/openai-server';
import type { Config } from '../config/schema.ts';
import type { Health } from '../http/health.ts';
import type { ModelService } from '../models/model-service.ts';
import { describeLabModel } from './describe-lab-model.ts';
import { deviceOf } from './device-of.ts';

export interface LabControlOptions {
  config: Config;
  service: ModelService;
  health: () => Promise<Health>;
  /** Asks whoever runs the server to stop it. */
  stop: () => void;
}

/** What the lab's API knows of this server. */
export function createLabControl({ config, service, health, stop }: LabControlOptions): LabControl {
  const { pool, metadata, allocator } = service;
  return {
    async health() {
      const { status, message, model, uptime } = await health();
      return { status, message, model_key: model ?? null, device: deviceOf(config, service), uptime };
    },
    async models() {
      const models = await service.list();
      const described: LabModel[] = [];
      // One after another: to read a header takes a while, and others want to be answered meanwhile.
      for (const model of models) {
        const status = pool.get(model.id);
        const path = status?.source?.path ?? model.file?.path;
        // A file that cannot be read is listed all the same.
        const read = path === undefined ? undefined : await metadata.read(path).catch(() => undefined);
        described.push(
          describeLabModel({
            model,
            status,
            metadata: read,
            settings: service.settingsOf(model),
            hub: config.huggingFace.endpoint ?? 'https://huggingface.co',
            finetuned: config.folders.finetuned,
            isCurrent: model.id === pool.defaultId,
          }),
        );
      }
      return described;
    },
    shutdown: async () => stop(),
    device: () => deviceOf(config, service),
    commands: {
      layers: {
        get: async () => config.runtime.gpuLayers ?? 'auto',
        advice: 'Set N_GPU_LAYERS (runtime.gpuLayers) and start it again.',
      },
      mem: {
        get: async () => ({
          used_bytes: allocator
            .holders()
            .flatMap(({ bytes }) => Object.values(bytes))
            .reduce((sum, part) => sum + part, 0),
          limit_bytes: config.runtime.memoryBytes ?? null,
        }),
        advice: 'Set MODEL_MEMORY (runtime.memoryBytes) and start it again.',
      },
    },
  };
}
