import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createJobRunner, type JobKind, type JobRunner } from '@tuneloop/jobs';
import { openAdapterRegistry, type AdapterRegistry } from '@tuneloop/lora';
import type { LoadedModel } from '@tuneloop/protocol';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { openStore } from '@tuneloop/store';
import { trainingKinds } from '../../src/training/kinds/training-kinds.ts';
import { createRunStore, type RunStore } from '../../src/training/run-store.ts';
import type { TrainingContext } from '../../src/training/training-context.ts';
import { createTrainingService, type TrainingService } from '../../src/training/training-service.ts';
import { createTrainingTurn } from '../../src/training/training-turn.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { createFakeDriver, type FakeDriver, type FakeDriverOptions } from './fake-driver.ts';
import { createFakeSteps, type FakeSteps } from './fake-steps.ts';

/** A process that can train: closing its runner is its end. */
export interface TrainingProcess extends AsyncDisposable {
  jobs: JobRunner;
  training: TrainingService;
}

export interface TrainingRig extends AsyncDisposable {
  folder: string;
  /** Ten chats. */
  data: string;
  driver: FakeDriver;
  steps: FakeSteps;
  registry: AdapterRegistry;
  runs: RunStore;
  model: LoadedModel;
  /** Another process on the same store, with more kinds of jobs; runs them unless it is told not to. */
  open(options?: { start?: boolean; kinds?: readonly JobKind[] }): TrainingProcess;
}

/** What trains in a folder with `base.gguf`; several processes may have one each. */
export async function createTestContext(
  folder: string,
  options: FakeDriverOptions,
): Promise<TrainingContext & Pick<TrainingRig, 'driver' | 'steps' | 'model'>> {
  const adaptersFolder = join(folder, 'adapters');
  await mkdir(adaptersFolder, { recursive: true });
  const model = await createScriptedEngine().load({ id: 'base' });
  return {
    runs: createRunStore(join(folder, 'training')),
    driver: createFakeDriver(options),
    steps: createFakeSteps(),
    registry: openAdapterRegistry({ folder: join(folder, 'registry'), adaptersFolder }),
    model,
    findBase: async () => ({ id: 'base', path: join(folder, 'base.gguf') }),
    openModel: async () => ({ model, [Symbol.dispose]: () => undefined }),
    takeTurn: createTrainingTurn(join(folder, 'training')),
    makeRoom: async () => undefined,
  };
}

/** Everything of a training but Python and weights that know anything. */
export async function createTrainingRig(options: FakeDriverOptions = {}): Promise<TrainingRig> {
  const temporary = await temporaryFolder();
  const folder = temporary.path;
  const data = join(folder, 'support chats.jsonl');
  await writeTestLanguageModel({ path: join(folder, 'base.gguf') });
  const rows = Array.from({ length: 10 }, (_, index) => ({
    messages: [
      { role: 'user', content: `Question ${index}` },
      { role: 'assistant', content: `Answer ${index}` },
    ],
  }));
  await writeFile(data, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const context = await createTestContext(folder, options);
  const opened: AsyncDisposable[] = [];

  return {
    ...context,
    folder,
    data,
    open({ start = true, kinds = [] } = {}) {
      const store = openStore({ path: join(folder, 'store.sqlite') });
      const jobs = createJobRunner({ store, kinds: [...trainingKinds(context), ...kinds] });
      if (start) jobs.start();
      let isClosed = false;
      const process: TrainingProcess = {
        jobs,
        training: createTrainingService(context, jobs),
        async [Symbol.asyncDispose]() {
          if (isClosed) return;
          isClosed = true;
          await jobs.close();
          store.close();
        },
      };
      opened.push(process);
      return process;
    },
    async [Symbol.asyncDispose]() {
      for (const process of opened) await process[Symbol.asyncDispose]();
      await context.model[Symbol.asyncDispose]();
      await temporary[Symbol.asyncDispose]();
    },
  };
}
