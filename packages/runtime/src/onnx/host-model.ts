import type { LoadOptions, ModelCapabilities, ModelInfo } from '@tuneloop/protocol';
import { childTransport } from '../hosting/connection/child-transport.ts';
import { Connection } from '../hosting/connection/connection.ts';
import { loadInto } from '../hosting/connection/load-into.ts';
import { Supervisor } from '../hosting/connection/supervisor.ts';
import type { CoreDescription } from '../hosting/hosted-core.ts';
import { HostedAdapters, type ReadAdapter } from '../hosting/model-adapters.ts';
import { HostedModel } from '../hosting/model.ts';
import type { ChildOptions } from './child/load-child.ts';

export interface HostOptions extends LoadOptions {
  child: ChildOptions;
  /** The path of ONNX Runtime; ONNX Runtime GenAI ends the process when it finds none. */
  runtime: string;
  readAdapter: ReadAdapter;
  /** Whether requests that do not say otherwise go on in a full context. */
  contextShift?: boolean | undefined;
  /** The name that it is asked for by. */
  id: string;
  queueLimit: number;
  queueWaitMs?: number | undefined;
  sizeBytes: number;
  capabilities(description: CoreDescription): ModelCapabilities;
}

/** Loads a model in a process of its own, which is started again when it dies. */
export async function hostModel(options: HostOptions): Promise<HostedModel> {
  const { child, id, queueLimit, queueWaitMs, sizeBytes, signal, onProgress, contextShift = false } = options;
  const transport = childTransport({
    engine: 'onnx',
    environment: childEnvironment(options.runtime),
    // Weights lie in large pages where Linux offers them: reading all of them for every token is a tenth faster.
    defaultEnvironment: { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' },
  });
  const open = (): Connection => new Connection(transport, onProgress);
  const connection = open();
  const description = await loadInto(connection, child, signal);
  const supervisor = new Supervisor({
    connection,
    async reconnect() {
      const next = open();
      await loadInto(next, child);
      await adapters.restore(next);
      return next;
    },
  });
  const adapters = new HostedAdapters(options.readAdapter, supervisor);
  const { contextSize, trainedContextSize, slots, architecture, choices } = description;
  const info: ModelInfo = {
    id,
    engine: 'onnx',
    contextSize,
    trainedContextSize,
    slots,
    queueLimit,
    queueWaitMs,
    capabilities: options.capabilities(description),
    architecture,
    sizeBytes,
    choices,
  };
  return new HostedModel({ supervisor, adapters, slotStates: undefined, description, contextShift, info });
}

function childEnvironment(runtime: string): Record<string, string> {
  return {
    ORT_LIB_PATH: runtime,
    // Both libraries report usage unless told not to.
    ORT_DISABLE_TELEMETRY: '1',
    // What is computed holds a thread of the pool for as long as it takes; files and names are looked up by others.
    UV_THREADPOOL_SIZE: '4',
  };
}
