import type { CallOptions } from '@tuneloop/protocol';
import type {
  DriverProbe,
  TrainingBase,
  TrainingDriver,
  TrainingRun,
  TrainOptions,
} from '../driver/training-driver.ts';
import type { TrainingEvent } from '../driver/training-event.ts';
import { trainingThreads } from '../driver/training-threads.ts';
import { baseFolder } from './base/base-folder.ts';
import { emitted } from './driver/emitted.ts';
import { runTrainer } from './driver/run-trainer.ts';
import { toTrainingEvent } from './driver/training-events.ts';
import type { PythonExtra } from './environment/environment-folder.ts';
import { ensurePythonEnvironment } from './environment/python-environment.ts';
import type { PeftDriverOptions } from './peft-driver-options.ts';
import { probePeft } from './probe-peft.ts';

export interface PrepareOptions extends TrainOptions {
  onEvent?: ((event: TrainingEvent) => void) | undefined;
}

/** The driver of PEFT and TRL, and what other commands of its Python project need. */
export interface PeftDriver extends TrainingDriver {
  /** Makes the Python environment where it is not there. Errors: those of `ensurePythonEnvironment`. */
  environment(options?: PrepareOptions & { extras?: readonly PythonExtra[] | undefined }): Promise<{ python: string }>;
  /** Makes the base's folder where it is not there. Errors: those of `prepare`. */
  baseFolder(base: TrainingBase, options?: PrepareOptions): Promise<string>;
}

/** Trains with PyTorch, transformers, PEFT and TRL, in a Python environment that it makes on first use. */
export function createPeftDriver(options: PeftDriverOptions): PeftDriver {
  const { cacheFolder, offline = false, environment, program } = options;

  const driver: PeftDriver = {
    name: 'peft',

    probe: async (call: CallOptions = {}): Promise<DriverProbe> => await probePeft({ ...options, signal: call.signal }),

    async environment({ extras = options.extras ?? usualExtras, signal, onLog, onEvent } = {}) {
      if (options.python !== undefined) return { python: options.python };
      return await ensurePythonEnvironment({
        cacheFolder,
        offline,
        environment,
        torch: options.torch,
        extras,
        signal,
        onLog,
        onProgress: (progress) => onEvent?.({ type: 'phase', phase: 'environment', ...progress }),
      });
    },

    async baseFolder(base, { signal, onLog, onEvent } = {}) {
      const { python } = await driver.environment({ signal, onLog, onEvent });
      return await baseFolder(base, {
        python,
        cacheFolder,
        offline,
        environment,
        threads: trainingThreads(),
        program,
        signal,
        onLog,
        onEvent: (event) => {
          const told = toTrainingEvent(event);
          if (told !== undefined) onEvent?.(told);
        },
      });
    },

    async *prepare(run, call = {}) {
      yield* prepared(run, call);
    },
    train: (run, call = {}) => start(run, call, false),
    resume: (run, call = {}) => start(run, call, true),
  };

  async function* prepared(
    run: TrainingRun,
    call: TrainOptions,
  ): AsyncGenerator<TrainingEvent, { python: string; base: string }, void> {
    return yield* emitted<TrainingEvent, { python: string; base: string }>(async (onEvent, signal) => {
      const { python } = await driver.environment({ extras: extrasOf(run), signal, onLog: call.onLog, onEvent });
      const base = await driver.baseFolder(run.base, { signal, onLog: call.onLog, onEvent });
      return { python, base };
    }, call.signal);
  }

  async function* start(run: TrainingRun, call: TrainOptions, resume: boolean): AsyncGenerator<TrainingEvent> {
    const { python, base } = yield* prepared(run, call);
    yield* runTrainer(run, {
      ...call,
      python,
      base,
      resume,
      environment,
      program,
      threads: trainingThreads(run.config.threads),
      stopGraceMs: options.stopGraceMs ?? 60_000,
    });
  }

  return driver;
}

const usualExtras: readonly PythonExtra[] = ['tensorboard'];

function extrasOf({ config }: TrainingRun): PythonExtra[] {
  const { strategy } = config.distributed;
  return [
    ...usualExtras,
    ...(config.wandb === 'off' ? [] : (['wandb'] as const)),
    ...(strategy === 'zero2' || strategy === 'zero3' ? (['deepspeed'] as const) : []),
  ];
}
