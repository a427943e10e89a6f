import type { ConvertResult } from '@tuneloop/lora';
import { TuneloopError, type AdapterSource, type ModelAdapters } from '@tuneloop/protocol';
import type { TrainingContext } from './training-context.ts';
import type { CandidateModel, StepCall } from './training-steps.ts';

/**
 * Runs `work` with the base in memory and two adapters in it that no request can name: what was trained, and what is
 * live under its name. A server's own model is shared with its requests.
 *
 * Errors: `UNSUPPORTED` (an engine without adapters), those of loading, those of `work`.
 */
export async function withCandidate<T>(
  { openModel, registry }: TrainingContext,
  { run, signal }: StepCall,
  { file, kind }: ConvertResult,
  work: (candidate: CandidateModel) => Promise<T>,
): Promise<T> {
  if (kind === 'model') {
    throw new TuneloopError('UNSUPPORTED', 'What was trained is a whole model: it cannot be compared as an adapter.');
  }
  using opened = await openModel(run.base.path, { signal });
  const { model } = opened;
  const { adapters } = model;
  if (!adapters) {
    const message = `The engine of "${run.base.id}" has no adapters. Measure with the backend llama.cpp.`;
    throw new TuneloopError('UNSUPPORTED', message);
  }
  const trained = { id: `candidate-${run.id}`, path: file };
  const live = await findLive(registry, run.name);
  const before = live && { id: `live-${run.id}-${live.version}`, path: live.file };
  await using _loaded = await loadAll(adapters, before ? [trained, before] : [trained], signal);
  return await work({
    model,
    candidate: [{ id: trained.id, scale: 1 }],
    live: before ? [{ id: before.id, scale: 1 }] : [],
    liveName: live ? `${run.base.id}:${live.name}@${live.version}` : run.base.id,
  });
}

async function findLive(
  registry: TrainingContext['registry'],
  name: string,
): Promise<{ name: string; version: number; file: string } | undefined> {
  try {
    return await registry.find(name);
  } catch (error) {
    // The name is new, or none of its versions is live.
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** Disposing what it returns unloads them. */
async function loadAll(
  adapters: ModelAdapters,
  sources: readonly AdapterSource[],
  signal: AbortSignal | undefined,
): Promise<AsyncDisposable> {
  const loaded: string[] = [];
  const unload = async (): Promise<void> => {
    // The engine may have ended with its adapters.
    for (const id of loaded) await adapters.unload(id).catch(() => undefined);
  };
  try {
    for (const source of sources) {
      await adapters.load(source, { signal });
      loaded.push(source.id);
    }
  } catch (error) {
    await unload();
    throw error;
  }
  return { [Symbol.asyncDispose]: unload };
}
