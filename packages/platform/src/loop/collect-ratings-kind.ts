import { defineJobKind, type JobKind } from '@tuneloop/jobs';
import { z } from 'zod';
import { withinRun } from '../training/result-paths.ts';
import type { RunStore } from '../training/run-store.ts';
import { trainingFailure } from '../training/training-failure.ts';
import { collectFromLog } from './collect-from-log.ts';
import { forgetCollectedUntil, readCollectedUntil, writeCollectedUntil } from './collected-until.ts';
import type { JudgedSource } from './judgement-count.ts';
import type { LoopFilter } from './loop-request.ts';

export const collectRatingsKindName = 'collect-ratings';

export interface CollectRatingsInput {
  /** The id of a run. */
  run: string;
  minRatings: number;
  /** ISO 8601, UTC. */
  since?: string | undefined;
  where?: LoopFilter | undefined;
}

const input: z.ZodType<CollectRatingsInput> = z.strictObject({
  run: z.string().min(1).max(100),
  minRatings: z.int().min(0),
  since: z.iso.datetime().optional(),
  where: z
    .strictObject({
      model: z.string().optional(),
      adapter: z.string().optional(),
      conversation: z.string().optional(),
      request: z.string().optional(),
      tag: z.string().optional(),
      since: z.iso.datetime().optional(),
      until: z.iso.datetime().optional(),
      minScore: z.number().optional(),
      text: z.string().optional(),
      failed: z.boolean().optional(),
    })
    .optional(),
});

/** The first step of a loop. Begun again where it was killed, it takes what it took at first, and nothing that came later. */
export function collectRatingsKind({ log, runs }: { log: () => JudgedSource; runs: RunStore }): JobKind {
  return defineJobKind({
    name: collectRatingsKindName,
    input,
    resumable: true,
    async run({ run: id, minRatings, since, where }, { signal, progress }) {
      try {
        const { config } = await runs.read(id);
        const folder = runs.folderOf(id);
        const asOf = (await readCollectedUntil(folder)) ?? new Date().toISOString();
        await writeCollectedUntil(folder, asOf);
        const { method } = config;
        const onProgress = progress;
        const options = { log: log(), method, folder, minRatings, since, asOf, where, signal, onProgress };
        const result = await collectFromLog(options).catch(async (error: unknown) => {
          // Nothing was learnt from: another attempt takes what is there by then.
          if (!signal.aborted) await forgetCollectedUntil(folder);
          throw error;
        });
        return withinRun(result, folder.folder);
      } catch (error) {
        throw trainingFailure(error);
      }
    },
  });
}
