import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { runFolder } from '../../run/run-folder.ts';

const planSchema = z.object({ diskBytes: z.number() });

/** What the plan of a run says that it needs; 0 where it was not planned. */
export async function plannedDisk(folder: string): Promise<number> {
  try {
    return planSchema.parse(JSON.parse(await readFile(runFolder(folder).plan, 'utf8'))).diskBytes;
  } catch {
    return 0;
  }
}
