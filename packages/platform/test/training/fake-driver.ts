import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  runFolder,
  type TrainingDriver,
  type TrainingEvent,
  type TrainingRun,
  type TrainOptions,
} from '@tuneloop/lora';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { writeTestPeftAdapter } from '@tuneloop/runtime/testing';

export interface FakeDriver extends TrainingDriver {
  /** What it was asked for, such as `train`, `resume from 3`. */
  readonly calls: string[];
  /** Fails at its next step. */
  failNext(error: TuneloopError): void;
}

export interface FakeDriverOptions {
  /** Default 4. */
  steps?: number;
  /** Of each step. Default 0. */
  stepMs?: number;
}

/**
 * Trains nothing: counts its steps, keeps each as a checkpoint, goes on from it, and leaves an adapter with random
 * weights.
 */
export function createFakeDriver({ steps = 4, stepMs = 0 }: FakeDriverOptions = {}): FakeDriver {
  const calls: string[] = [];
  let failure: TuneloopError | undefined;

  async function* work(run: TrainingRun, from: number, signal?: AbortSignal): AsyncGenerator<TrainingEvent> {
    const { checkpoints, output, trainerLog } = runFolder(run.folder);
    await mkdir(checkpoints, { recursive: true });
    yield { type: 'phase', phase: 'load' };
    for (let step = from + 1; step <= steps; step += 1) {
      throwIfAborted(signal);
      if (stepMs > 0) await sleep(stepMs, undefined, { signal });
      if (failure) {
        const error = failure;
        failure = undefined;
        throw error;
      }
      const loss = 2 / step;
      await appendFile(trainerLog, `step ${step} in ${run.folder}\n`);
      yield { type: 'step', step, steps, epoch: step / steps, loss, learningRate: 1e-4, tokensPerSecond: 100 };
      await writeFile(join(checkpoints, 'draft'), String(step));
      await rename(join(checkpoints, 'draft'), join(checkpoints, 'step'));
      yield { type: 'checkpoint', step, folder: checkpoints };
    }
    yield { type: 'evaluation', step: steps, loss: 0.5 };
    if (run.base.type !== 'gguf') throw new TuneloopError('UNSUPPORTED', 'Give a GGUF.');
    await rm(output, { recursive: true, force: true });
    await writeTestPeftAdapter({ base: run.base.path, folder: output, seed: run.config.seed });
    const versions = { torch: '0.0.0' };
    const figures = { steps, loss: 2 / steps, evaluationLoss: 0.5, seconds: 1, peakMemoryBytes: 1, versions };
    yield { type: 'done', result: { folder: output, tuning: run.config.tuning, ...figures } };
  }

  return {
    name: 'fake',
    calls,
    failNext: (error) => (failure = error),
    probe: async () => ({ ready: true, problems: [], facts: {} }),
    async *prepare() {
      calls.push('prepare');
      yield { type: 'phase', phase: 'base', completed: 1, total: 1 };
    },
    train(run, options: TrainOptions = {}) {
      calls.push('train');
      return work(run, 0, options.signal);
    },
    async *resume(run, options: TrainOptions = {}) {
      const text = await readFile(join(runFolder(run.folder).checkpoints, 'step'), 'utf8').catch(() => '0');
      calls.push(`resume from ${text}`);
      yield* work(run, Number(text), options.signal);
    },
  };
}
