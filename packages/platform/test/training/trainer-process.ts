import { join } from 'node:path';
import { createJobRunner } from '@tuneloop/jobs';
import { openStore } from '@tuneloop/store';
import { trainingKinds } from '../../src/training/kinds/training-kinds.ts';
import { createTestContext } from './training-rig.ts';

/** Runs the trainings of a rig's folder until it is killed. */
const [, , folder] = process.argv;
if (folder === undefined) throw new Error('Give the folder of the rig.');
const context = await createTestContext(folder, { steps: 100, stepMs: 30 });
const runner = createJobRunner({
  store: openStore({ path: join(folder, 'store.sqlite') }),
  kinds: trainingKinds(context),
});
runner.start();
setInterval(() => undefined, 60_000);
