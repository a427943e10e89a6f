import { openMemoryStore } from '@tuneloop/store';
import { createJobRunner } from './job-runner.ts';
import { testJobQueue } from './testing/index.ts';

testJobQueue({
  name: 'SQLite',
  backend: () => {
    const store = openMemoryStore();
    return {
      open: (options) => createJobRunner({ store, ...options }),
      [Symbol.asyncDispose]: async () => store.close(),
    };
  },
});
