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
import { childTransport } from './connection/child-transport.ts';
import { Connection } from './connection/connection.ts';
import { openInProcessTransport } from './connection/in-process-transport.ts';
import { Supervisor } from './connection/supervisor.ts';
import type { CoreDescription, CoreOptions } from './core/core-options.ts';
import { LlamaCppAdapters } from './model-adapters.ts';
import { LlamaCppModel } from './model.ts';
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
  const { inProcess, gpus, tensorSplit, queueLimit = defaultQueueLimit, ...coreOptions } = parsed.data;
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
      const open = (): Connection =>
        new Connection(inProcess ? openInProcessTransport : childTransport(gpus), onProgress);
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
      const settings = { ...coreOptions, path, generates };
      const description = await loadInto(connection, settings, signal);
      // After a restart the model is what it was, however much memory is free by then.
      const { contextSize, slots } = description;
      const reconnect = async (): Promise<Connection> => {
        const next = open();
        await loadInto(next, { ...settings, contextSize, slots });
        await adapters.restore(next);
        return next;
      };
      const supervisor = new Supervisor({ connection, reconnect });
      const adapters = new LlamaCppAdapters(path, supervisor);
      const identity = cacheIdentity(fingerprint, description, coreOptions);
      return new LlamaCppModel({
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

/** Ends the process when loading fails or is cancelled. */
async function loadInto(connection: Connection, options: CoreOptions, signal?: AbortSignal): Promise<CoreDescription> {
  const abort = (): void => connection.terminate(TuneloopError.from(signal?.reason, 'ABORTED'));
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await connection.call<'load'>({ type: 'load', options });
  } catch (error) {
    connection.terminate(TuneloopError.from(error));
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
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
