import { readFile } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { leftOutReasons } from './left-out.ts';
import { exportSettingsSchema, type ExportSettings } from './settings.ts';
import type { ExportCounts } from './tally.ts';

/** One file of an export. */
export interface ExportedFile {
  /** Without its folder. */
  name: string;
  split?: 'train' | 'validation' | 'test' | undefined;
  rows: number;
  bytes: number;
  sha256: string;
}

/** Where a file of training data comes from: enough to make it again from the log. Holds no text of anybody. */
export interface ExportManifest extends ExportCounts {
  version: 1;
  settings: ExportSettings;
  /** The latest time of all that was read; ISO 8601, UTC. Left out where there was nothing. */
  asOf?: string | undefined;
  files: ExportedFile[];
  /** By file, for each of its rows the ids of the interactions that it was made of. */
  sources: Record<string, string[][]>;
}

export const manifestSuffix = '.manifest.json';

const count = z.number().int().min(0);

const manifestSchema: z.ZodType<ExportManifest> = z.object({
  version: z.literal(1),
  settings: exportSettingsSchema,
  asOf: z.string().optional(),
  interactions: count,
  used: count,
  leftOut: z.partialRecord(z.enum(leftOutReasons), count),
  files: z.array(
    z.object({
      name: z.string(),
      split: z.enum(['train', 'validation', 'test']).optional(),
      rows: count,
      bytes: count,
      sha256: z.string(),
    }),
  ),
  sources: z.record(z.string(), z.array(z.array(z.string()))),
});

/** Errors: `NOT_FOUND`, `INVALID_REQUEST` (it is no manifest of an export). */
export async function readExportManifest(path: string): Promise<ExportManifest> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new TuneloopError('NOT_FOUND', `There is no manifest ${path}. It lies beside the exported file.`, {
      cause: error,
    });
  }
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    const message = `${path} is not the manifest of an export, or was damaged.`;
    throw new TuneloopError('INVALID_REQUEST', message, { cause: error });
  }
}
