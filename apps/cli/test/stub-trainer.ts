import { setTimeout as sleep } from 'node:timers/promises';
import type { TrainingDriver, TrainingEvent, TrainingPlan } from '@tuneloop/lora';
import type { PlatformOptions } from '@tuneloop/platform';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';

type TrainingTools = NonNullable<PlatformOptions['training']>;

const plan: TrainingPlan = {
  rows: 9,
  validationRows: 1,
  tokens: 100,
  trainedTokens: 50,
  longestRow: 20,
  cutRows: 0,
  steps: 100,
  epochs: 1,
  parameters: 1000,
  trainedParameters: 100,
  quantization: 'none',
  memoryBytes: 1,
  availableMemoryBytes: 2,
  diskBytes: 1,
  warnings: ['Nine rows are few.'],
};

/** Trains nothing, a step each ten milliseconds for ever, until it is stopped; resumed it fails at once. */
export function createStubTrainer(): TrainingTools {
  async function* train(signal: AbortSignal | undefined): AsyncGenerator<TrainingEvent> {
    for (let step = 1; ; step += 1) {
      throwIfAborted(signal);
      yield { type: 'step', step, steps: 100, epoch: 0, loss: 1 / step, learningRate: 1e-4 };
      await sleep(10, undefined, { signal });
    }
  }
  const driver: TrainingDriver = {
    name: 'stub',
    probe: async () => ({ ready: true, problems: [], facts: {} }),
    async *prepare() {
      yield { type: 'phase', phase: 'base' };
    },
    train: (_run, options) => train(options?.signal),
    async *resume() {
      yield { type: 'phase', phase: 'load' };
      throw new TuneloopError('RESOURCE_EXHAUSTED', 'The disk is full. Make room.');
    },
  };
  const unused = async (): Promise<never> => {
    throw new TuneloopError('UNSUPPORTED', 'A stub has none.');
  };
  return {
    driver,
    steps: {
      plan: async () => plan,
      inspect: unused,
      trained: async () => undefined,
      convert: unused,
      checkParity: unused,
      evaluate: unused,
      describe: unused,
      report: unused,
    },
  };
}
