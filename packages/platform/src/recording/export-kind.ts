import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { defineJobKind, type JobKind } from '@tuneloop/jobs';
import { exportSettingsSchema, type ExportSettings } from '@tuneloop/rlhf/export-settings';
import type { LogScope } from '@tuneloop/protocol';
import { z } from 'zod';
import { publicFailure } from '../jobs/public-failure.ts';
import type { LazyLog } from './lazy-log.ts';

export const exportKindName = 'export';

/** What an export is submitted with. */
export interface ExportInput {
  settings: ExportSettings;
  /** Only what was asked with this key; left out: everything. */
  owner?: string | undefined;
}

const input: z.ZodType<ExportInput> = z.strictObject({
  settings: exportSettingsSchema,
  owner: z.string().optional(),
});

export interface ExportKindOptions {
  log: LazyLog;
  /** Absolute; each export has a folder of its own in it. */
  folder: string;
}

/** Writes interactions as training data. Interrupted, it begins anew: the same log gives the same rows. */
export function exportKind({ log, folder }: ExportKindOptions): JobKind {
  return defineJobKind({
    name: exportKindName,
    input,
    resumable: true,
    async run({ settings, owner }, { jobId, signal, progress }) {
      const own = join(folder, jobId);
      const scope: LogScope = owner === undefined ? 'all' : { owner };
      try {
        await rm(own, { recursive: true, force: true });
        await mkdir(own, { recursive: true, mode: 0o700 });
        const { exportInteractions } = await import('@tuneloop/rlhf');
        const report = await exportInteractions({
          ...settings,
          log: { records: (query, options) => log.open().records(query, { ...options, scope }) },
          output: join(own, `${settings.format}.jsonl`),
          signal,
          onProgress: progress,
        });
        const { format, rows, interactions, used, leftOut, files, manifest } = report;
        return { format, rows, interactions, used, left_out: leftOut, files, manifest: basename(manifest) };
      } catch (error) {
        await rm(own, { recursive: true, force: true });
        throw publicFailure(error);
      }
    },
  });
}
