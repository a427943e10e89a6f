import { createJobRunner, defineJobKind, type JobRunner } from '@tuneloop/jobs';
import { TuneloopError } from '@tuneloop/protocol';
import { openMemoryStore } from '@tuneloop/store';
import { z } from 'zod';

export interface JobRig extends AsyncDisposable {
  queue: JobRunner;
  /** Lets the job of kind `wait` go on. */
  release(): void;
}

/** A queue with jobs that greet, fail, pretend to download, or wait until the test releases them. */
export function createJobRig(): JobRig {
  const store = openMemoryStore();
  const gate = Promise.withResolvers<void>();
  const greet = defineJobKind({
    name: 'greet',
    input: z.strictObject({ name: z.string() }),
    run: async ({ name }, { progress, log, checkpoint }) => {
      progress({ phase: 'greet', completed: 1, total: 1 });
      checkpoint({ secret: 'inner state' });
      log('said');
      return { greeting: `Hello ${name}` };
    },
  });
  const fail = defineJobKind({
    name: 'fail',
    input: z.strictObject({}),
    run: () => Promise.reject(new TuneloopError('UPSTREAM_FAILED', 'The hub is away.')),
  });
  const flaky = defineJobKind({
    name: 'flaky',
    input: z.strictObject({}),
    retry: { attempts: 2, baseMs: 1 },
    run: async (_input, { attempt }) => {
      if (attempt === 1) throw new TuneloopError('UPSTREAM_FAILED', 'The hub is away.');
    },
  });
  const wait = defineJobKind({
    name: 'wait',
    input: z.strictObject({}),
    run: async (_input, { signal }) => {
      const { promise, reject } = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => reject(TuneloopError.from(signal.reason)));
      await Promise.race([gate.promise, promise]);
    },
  });
  const download = defineJobKind({
    name: 'download',
    input: z.strictObject({ model: z.string() }),
    run: async ({ model }) => ({ id: model }),
  });
  const queue = createJobRunner({ store, kinds: [greet, fail, flaky, wait, download] });
  queue.start();
  return {
    queue,
    release: () => gate.resolve(),
    [Symbol.asyncDispose]: async () => {
      await queue.close();
      store.close();
    },
  };
}
