import type { JobKind } from '@tuneloop/jobs';
import { publishVersion } from '@tuneloop/lora/registry';
import type { TrainingContext } from '../training-context.ts';
import { stepKind } from './step-kind.ts';

/** Keeps what was trained as a version of its name, and lets it go live where its gate does. */
export function publishKind(training: TrainingContext): JobKind {
  return stepKind(training, {
    name: 'publish',
    run: ({ run, folder, call, results, need }) => {
      const { id, path, sha256 } = run.base;
      const { continueFrom } = run;
      return publishVersion({
        ...call,
        registry: training.registry,
        name: run.name,
        run: folder,
        convert: need('convert'),
        evaluation: results.evaluate,
        gate: need('gate'),
        base: { reference: id, sha256 },
        bases: [{ id, path, sha256 }],
        continuedFrom: continueFrom && { name: continueFrom.name, version: continueFrom.version },
        promote: run.promote !== 'never',
      });
    },
  });
}
