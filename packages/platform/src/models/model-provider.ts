import { basename } from 'node:path';
import { leaseModel, type ModelListing, type ModelProvider } from '@tuneloop/openai-server';
import { TuneloopError, type LoadedModel } from '@tuneloop/protocol';
import type { ModelHost } from './model-host.ts';
import { describeProgress, publicReason } from './model-state.ts';

export interface ModelProviderOptions {
  host: ModelHost;
  /** What the configuration calls the model. */
  reference: string;
  /** How long a request waits for the model to be loaded. */
  loadWaitMs: number;
}

/** When a client should ask again while the model is on its way, in seconds. */
const retryAfterSeconds = 5;

/** The names of the one model: its id, its reference, its file's name with and without extension, `default`. */
function namesOf(host: ModelHost, reference: string): Set<string> {
  const names = ['default', reference];
  const { source } = host;
  if (source !== undefined) names.push(source.id);
  if (source?.path !== undefined) names.push(basename(source.path), basename(source.path).replace(/\.gguf$/i, ''));
  return new Set(names);
}

/** Offers the host's model to the routes, under each of its names. */
export function createHostedModelProvider(options: ModelProviderOptions): ModelProvider {
  const { host, reference, loadWaitMs } = options;
  const createdAt = new Date();

  function checkName(name: string | undefined): void {
    if (name === undefined || host.source === undefined || namesOf(host, reference).has(name)) return;
    const message = `There is no model "${name}". This server has "${host.source.id}" (also called "default").`;
    throw new TuneloopError('MODEL_NOT_FOUND', message, { details: { model: name } });
  }

  function unavailable(): TuneloopError | undefined {
    const { state } = host;
    if (state.status !== 'failed') return undefined;
    const retry = state.retryAt === undefined ? '' : ' It will be tried again.';
    return new TuneloopError('BUSY', `The model could not be loaded: ${publicReason(state.error)}${retry}`, {
      details: { retryAfterSeconds: secondsUntil(state.retryAt), reason: state.error.code },
      cause: state.error,
    });
  }

  async function wait(signal: AbortSignal | undefined): Promise<LoadedModel> {
    const limit = AbortSignal.timeout(loadWaitMs);
    try {
      return await host.ready({ signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) });
    } catch (error) {
      const reason = unavailable();
      if (reason !== undefined) throw reason;
      if (signal?.aborted || !limit.aborted) throw error;
      const progress = describeProgress(host.state.status === 'starting' ? host.state.progress : undefined);
      throw new TuneloopError('BUSY', `The model is ${progress}. Try again in ${retryAfterSeconds} s.`, {
        details: { retryAfterSeconds },
      });
    }
  }

  return {
    list(): ModelListing[] {
      const { source, state } = host;
      if (source === undefined) return [];
      const contextSize = state.status === 'ready' ? state.model.info.contextSize : undefined;
      return [{ id: source.id, createdAt, ownedBy: 'tuneloop', contextSize }];
    },
    async acquire(name, { signal } = {}) {
      checkName(name);
      const failed = unavailable();
      if (failed !== undefined) throw failed;
      const model = await wait(signal);
      // Before it was found its names were not known.
      checkName(name);
      return leaseModel(model);
    },
  };
}

function secondsUntil(time: Date | undefined): number {
  if (time === undefined) return 60;
  return Math.max(1, Math.ceil((time.getTime() - Date.now()) / 1000));
}
