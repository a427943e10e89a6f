import { stat } from 'node:fs/promises';
import {
  throwIfAborted,
  TuneloopError,
  type Engine,
  type LoadedModel,
  type LoadOptions,
  type ModelSource,
} from '@tuneloop/protocol';
import { readModelMetadata } from '../models/index.ts';
import { childTransport } from '../hosting/connection/child-transport.ts';
import { Connection } from '../hosting/connection/connection.ts';
import { inProcessTransport } from '../hosting/connection/in-process-transport.ts';
import { loadInto } from '../hosting/connection/load-into.ts';
import { Supervisor } from '../hosting/connection/supervisor.ts';
import { checkAdapterFits, readAdapter } from '../adapters/index.ts';
import { childEnvironment } from './child/environment.ts';
import type { CoreOptions, LlamaCppDescription } from './core/core-options.ts';
import { loadCore } from './core/load-core.ts';
import { HostedAdapters } from '../hosting/model-adapters.ts';
import { HostedModel } from '../hosting/model.ts';
import { llamaCppEngineOptionsSchema, type LlamaCppEngineOptions } from './options.ts';
import { cacheIdentity } from './slots/cache-identity.ts';
import { modelFingerprint } from './slots/model-fingerprint.ts';
import { LlamaCppSlotStates } from './slots/slot-states.ts';

const defaultQueueLimit = 64;

/**
 * Serves GGUF models through llama.cpp (the package `node-llama-cpp`, an optional peer), each in a process of its own.
 *
 * Errors: `INVALID_REQUEST` for wrong options, `UNSUPPORTED` for `tensorSplit`; see `Engine.load` for those of loading.
 */
export function createLlamaCppEngine(options: LlamaCppEngineOptions = {}): Engine {
  const parsed = llamaCppEngineOptionsSchema.safeParse(options);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TuneloopError('INVALID_REQUEST', `Engine option ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { inProcess, gpus, tensorSplit, queueLimit = defaultQueueLimit, queueWaitMs, ...coreOptions } = parsed.data;
  if (tensorSplit !== undefined) {
    throw new TuneloopError(
      'UNSUPPORTED',
      'llama.cpp is built here without a choice of "tensorSplit": it shares a model among the GPUs by their free memory. ' +
        'Leave it out, or choose GPUs with "gpu".',
    );
  }
  return {
    name: 'llama.cpp',
    async load(model: ModelSource, { signal, onProgress }: LoadOptions = {}): Promise<LoadedModel> {
      throwIfAborted(signal);
      const path = await modelFile(model);
      const transport = inProcess
        ? inProcessTransport(loadCore)
        : childTransport({ engine: 'llama-cpp', environment: childEnvironment(gpus) });
      const open = (): Connection => new Connection(transport, onProgress);
      // The process starts and loads its library while the header is read here; a file that is truncated or no GGUF is
      // told apart before any of it reaches the native library.
      const connection = open();
      const [metadata, fingerprint] = await Promise.all([readModelMetadata(path), modelFingerprint(path)]).catch(
        (error: unknown) => {
          connection.terminate(TuneloopError.from(error));
          throw error;
        },
      );
      const generates = !metadata.embedding && !metadata.reranking;
      const settings: CoreOptions = { ...coreOptions, path, generates };
      const description = await loadInto<LlamaCppDescription>(connection, settings, signal);
      // After a restart the model is what it was, however much memory is free by then.
      const { contextSize, slots } = description;
      const reconnect = async (): Promise<Connection> => {
        const next = open();
        await loadInto(next, { ...settings, contextSize, slots } satisfies CoreOptions);
        await adapters.restore(next);
        return next;
      };
      const supervisor = new Supervisor({ connection, reconnect });
      const adapters = new HostedAdapters((file) => readFittingAdapter(file, path), supervisor);
      const identity = cacheIdentity(fingerprint, description, coreOptions);
      return new HostedModel({
        supervisor,
        adapters,
        slotStates: generates ? new LlamaCppSlotStates({ supervisor, identity, shape: description }) : undefined,
        description,
        contextShift: coreOptions.contextShift ?? false,
        info: {
          id: model.id,
          engine: 'llama.cpp',
          contextSize,
          trainedContextSize: description.trainedContextSize,
          slots,
          queueLimit,
          queueWaitMs,
          capabilities: {
            generate: generates,
            embed: !metadata.reranking,
            rerank: metadata.reranking,
            infill: generates && description.infill !== undefined,
            images: false,
            tools: metadata.tools,
            reasoning: metadata.reasoning,
          },
          architecture: description.architecture,
          parameters: metadata.parameters,
          sizeBytes: metadata.sizeBytes,
          choices: description.choices,
        },
      });
    },
  };
}

/** Before any of it reaches the native library. */
async function readFittingAdapter(path: string, base: string): Promise<Awaited<ReturnType<typeof readAdapter>>> {
  const metadata = await readAdapter(path);
  await checkAdapterFits(metadata, base);
  return metadata;
}

async function modelFile(model: ModelSource): Promise<string> {
  const { path } = model;
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
  if (path === undefined || found === undefined) {
    throw new TuneloopError(
      'MODEL_NOT_FOUND',
      `The file of model "${model.id}" is not there. Check MODEL_PATH, or pull the model.`,
    );
  }
  if (found.isDirectory()) {
    throw new TuneloopError('MODEL_LOAD_FAILED', `Model "${model.id}" is a folder; llama.cpp needs a .gguf file.`);
  }
  return path;
}
