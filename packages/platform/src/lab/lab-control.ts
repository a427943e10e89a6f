import type { LabControl, LabModel } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import { readSize } from '../config/read-text.ts';
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

/** As of `runtime.memoryBytes`. */
const leastMemory = 64 * 1024 ** 2;

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
        get: async () => service.runtime.gpuLayers ?? 'auto',
        ...(config.runtime.backend !== 'remote' && { set: (value) => service.setGpuLayers(readLayers(value)) }),
        advice: 'Set it where the models run.',
      },
      mem: {
        get: async () => ({
          used_bytes: allocator
            .holders()
            .flatMap(({ bytes }) => Object.values(bytes))
            .reduce((sum, part) => sum + part, 0),
          limit_bytes: service.runtime.memoryBytes ?? null,
        }),
        set: async (value) => service.setMemoryLimit(readMemory(value)),
        advice: '',
      },
    },
  };
}

/** Errors: `INVALID_REQUEST`. */
function readLayers(value: unknown): number | undefined {
  if (value === 'auto') return undefined;
  const layers = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof layers === 'number' && Number.isInteger(layers) && layers >= -1 && layers <= 10_000) return layers;
  throw invalidValue('must be "auto", -1 for all layers, 0 for none, or how many');
}

/** Errors: `INVALID_REQUEST`. */
function readMemory(value: unknown): number | undefined {
  if (value === 'auto') return undefined;
  const bytes = typeof value === 'string' ? readSize(value) : value;
  if (typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= leastMemory) return bytes;
  throw invalidValue('must be "auto", a size such as "8GB", or a number of bytes from 64 MiB up');
}

function invalidValue(what: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', `value: ${what}.`, { details: { param: 'value' } });
}
