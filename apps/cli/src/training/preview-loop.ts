import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFolder } from '@tuneloop/lora';
import { collectFromLog, type Config, type LoopRequest } from '@tuneloop/platform';
import type { CallOptions } from '@tuneloop/protocol';
import { openLogToRead } from '../interactions/log-of-data-folder.ts';
import { printJson } from '../notice.ts';
import { formatFields } from '../terminal/table.ts';

/** Shows what a loop would learn from. Errors: those of `collectFromLog`. */
export async function previewLoop(
  config: Config,
  { training, minRatings = 0, where }: LoopRequest,
  { signal, json }: CallOptions & { json?: boolean | undefined },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-loop-'));
  await using log = openLogToRead(config);
  try {
    const method = training?.settings?.method ?? config.loop.method;
    const asOf = new Date().toISOString();
    const options = { log, method, folder: runFolder(folder), minRatings, where, asOf, signal };
    const { rows, ratings, leftOut } = await collectFromLog(options);
    if (json) {
      printJson({ method, ratings, rows, leftOut });
      return;
    }
    const reasons = Object.entries(leftOut).map(([reason, count]) => `${count} ${reason}`);
    const fields: [string, string][] = [
      ['Ratings', String(ratings)],
      ['Rows', `${rows} for ${method}`],
      ['Left out', reasons.length === 0 ? 'none' : reasons.join(', ')],
    ];
    process.stdout.write(`${formatFields(fields)}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
