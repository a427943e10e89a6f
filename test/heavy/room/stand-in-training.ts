import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TrainingEvent, TrainingRun } from '@tuneloop/lora';
import { createPeftDriver } from '@tuneloop/lora/peft';
import type { PlatformOptions } from '@tuneloop/platform';
import { writeTestPeftAdapter } from '@tuneloop/runtime/testing';
import { createFakeSteps } from '../../../packages/platform/test/training/fake-steps.ts';

export const trainerProgram: string = fileURLToPath(
  new URL('../../../packages/lora/test/peft/stand-in-peft.mjs', import.meta.url),
);

/** The driver of PEFT over a program that keeps its contract and trains nothing, and steps that need no Python. */
export async function createStandInTraining(cacheFolder: string): Promise<NonNullable<PlatformOptions['training']>> {
  const baseFolder = join(cacheFolder, 'stand-in-base');
  await mkdir(baseFolder, { recursive: true });
  await writeFile(join(baseFolder, 'config.json'), '{}');
  const peft = createPeftDriver({
    cacheFolder,
    python: process.execPath,
    program: [trainerProgram],
    environment: { PATH: process.env['PATH'], STAND_IN: 'step:20' },
  });
  // What it trains on is not looked at.
  const onFolder = (run: TrainingRun): TrainingRun => ({ ...run, base: { type: 'folder', path: baseFolder } });

  async function* withAdapter(run: TrainingRun, events: AsyncIterable<TrainingEvent>): AsyncGenerator<TrainingEvent> {
    for await (const event of events) {
      if (event.type === 'done' && run.base.type === 'gguf') {
        await writeTestPeftAdapter({ base: run.base.path, folder: event.result.folder, seed: run.config.seed });
      }
      yield event;
    }
  }

  return {
    driver: {
      name: 'stand-in',
      probe: async () => ({ ready: true, problems: [], facts: {} }),
      async *prepare() {
        yield { type: 'phase', phase: 'base', completed: 1, total: 1 };
      },
      train: (run, call) => withAdapter(run, peft.train(onFolder(run), call)),
      resume: (run, call) => withAdapter(run, peft.resume(onFolder(run), call)),
    },
    steps: createFakeSteps(),
  };
}
