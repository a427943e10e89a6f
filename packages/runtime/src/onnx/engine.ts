import { availableParallelism } from 'node:os';
import { throwIfAborted, TuneloopError, type Engine, type LoadedModel, type ModelSource } from '@tuneloop/protocol';
import { childTransport } from '../hosting/connection/child-transport.ts';
import { Connection } from '../hosting/connection/connection.ts';
import { loadInto } from '../hosting/connection/load-into.ts';
import { Supervisor } from '../hosting/connection/supervisor.ts';
import { HostedAdapters } from '../hosting/model-adapters.ts';
import { HostedModel } from '../hosting/model.ts';
import { templateFeatures } from '../models/gguf/template-features.ts';
import { readOnnxAdapter } from './adapter-file.ts';
import { resolveContextSize } from './context-size.ts';
import type { OnnxCoreOptions } from './core/core-options.ts';
import { checkFolder } from './folder/check-folder.ts';
import { findOnnxRuntime } from './library/find-onnxruntime.ts';
import { resolveGenaiLibrary } from './library/resolve-library.ts';
import { onnxEngineOptionsSchema, type OnnxEngineOptions } from './options.ts';

const defaultSlots = 4;
const defaultQueueLimit = 64;

/**
 * Serves folders in the format of ONNX Runtime GenAI, each in a process of its own. Needs the packages koffi,
 * onnxruntime-node and @huggingface/tokenizers (optional peers); fetches ONNX Runtime GenAI itself.
 *
 * Errors: `INVALID_REQUEST` for wrong options; see `Engine.load` and `resolveGenaiLibrary` for those of loading.
 */
export function createOnnxEngine(options: OnnxEngineOptions): Engine {
  const parsed = onnxEngineOptionsSchema.safeParse(options);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TuneloopError('INVALID_REQUEST', `Engine option ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const settings = parsed.data;
  return {
    name: 'onnx',
    async load(source: ModelSource, { signal, onProgress } = {}): Promise<LoadedModel> {
      throwIfAborted(signal);
      const folder = await checkFolder(source);
      const { libraryFolder, libraryPath, offline, slots = defaultSlots, contextShift = false } = settings;
      const runtime = await findOnnxRuntime();
      const library = await resolveGenaiLibrary({
        folder: libraryFolder,
        path: libraryPath,
        offline,
        signal,
        onProgress,
      });
      const context = resolveContextSize(folder, { requested: settings.contextSize, slots });
      const threads = settings.threads ?? Math.max(1, availableParallelism() - 1);
      const provider = settings.provider ?? 'cpu';
      const coreOptions: OnnxCoreOptions = {
        folder: folder.path,
        library,
        contextSize: context.tokens,
        slots,
        threads,
        provider,
        choices: [
          {
            name: 'device',
            value: provider,
            reason: settings.provider === undefined ? 'the default' : 'as configured',
          },
          { name: 'threads', value: String(threads), reason: reasonOf(settings.threads, 'the cores but one') },
          { name: 'slots', value: String(slots), reason: reasonOf(settings.slots, 'the default; they take turns') },
          { name: 'context', value: `${context.tokens} tokens a slot`, reason: context.reason },
          ...(contextShift ? [{ name: 'context shift', value: 'on', reason: 'as configured' }] : []),
        ],
      };
      const transport = childTransport({ engine: 'onnx', environment: childEnvironment(runtime) });
      const open = (): Connection => new Connection(transport, onProgress);
      const connection = open();
      const description = await loadInto(connection, coreOptions, signal);
      const supervisor = new Supervisor({
        connection,
        async reconnect() {
          const next = open();
          await loadInto(next, coreOptions);
          await adapters.restore(next);
          return next;
        },
      });
      const adapters = new HostedAdapters(readOnnxAdapter, supervisor);
      const { tools, reasoning } = templateFeatures(description.chatTemplate);
      return new HostedModel({
        supervisor,
        adapters,
        slotStates: undefined,
        description,
        contextShift,
        info: {
          id: source.id,
          engine: 'onnx',
          contextSize: description.contextSize,
          trainedContextSize: description.trainedContextSize,
          slots: description.slots,
          queueLimit: settings.queueLimit ?? defaultQueueLimit,
          capabilities: { generate: true, embed: false, rerank: false, infill: false, images: false, tools, reasoning },
          architecture: description.architecture,
          sizeBytes: folder.sizeBytes,
          choices: description.choices,
        },
      });
    },
  };
}

/** @param runtime the path of ONNX Runtime; ONNX Runtime GenAI ends the process when it finds none. */
function childEnvironment(runtime: string): Record<string, string> {
  return {
    ORT_LIB_PATH: runtime,
    // Both libraries report usage unless told not to.
    ORT_DISABLE_TELEMETRY: '1',
    // What is computed holds a thread of the pool for as long as it takes; files and names are looked up by others.
    UV_THREADPOOL_SIZE: '4',
  };
}

function reasonOf(configured: unknown, otherwise: string): string {
  return configured === undefined ? otherwise : 'as configured';
}
