import { openStore } from '@tuneloop/store';
import { createJobRunner } from '../src/job-runner.ts';
import { countKind, stepKind } from '../src/testing/kinds.ts';

/** Runs the jobs of a store until it is killed. */
const [, , path, resumable] = process.argv;
if (path === undefined) throw new Error('Give the path of the store.');
const runner = createJobRunner({
  store: openStore({ path }),
  kinds: [countKind({ stepMs: 5, resumable: resumable === 'resumable' }), stepKind()],
});
runner.start();
setInterval(() => undefined, 60_000);
