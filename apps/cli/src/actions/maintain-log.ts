import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { openInteractionLog, type OpenInteractionLog } from '@tuneloop/rlhf/log';
import { configRequest } from '../config-options.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson, warning } from '../notice.ts';
import { createCountProgress } from '../terminal/count-progress.ts';

interface MaintenanceOptions {
  url?: string;
  json?: boolean;
}

/** The command has nothing else to do meanwhile. */
const sliceMs = 100;

/** Reads the whole log of the data folder into a new index. */
export async function reindexLog(options: MaintenanceOptions): Promise<void> {
  await using log = await openLogOfFolder(options, { readOnly: true });
  const progress = createCountProgress(process.stderr, 'Reading lines');
  const startedAt = performance.now();
  let lines = 0;
  try {
    await interruptible((signal) =>
      log.rebuildIndex({
        signal,
        sliceMs,
        onProgress: (event) => {
          lines = event.lines;
          progress.update(lines);
        },
      }),
    );
  } finally {
    progress.stop();
  }
  const { unreadable } = await log.counts();
  const seconds = (performance.now() - startedAt) / 1000;
  if (options.json) printJson({ lines, unreadable, seconds });
  else
    notice(`The index was made anew of ${lines} lines, ${unreadable} of them unreadable, in ${seconds.toFixed(1)} s.`);
}

/** Takes what was deleted out of the files of the data folder's log. */
export async function compactLog(options: MaintenanceOptions): Promise<void> {
  await using log = await openLogOfFolder(options, { readOnly: false });
  const report = await interruptible((signal) => log.compact({ signal }));
  if (options.json) {
    printJson(report);
    return;
  }
  const { removedLines, files, freedBytes, skipped } = report;
  notice(`${removedLines} deleted lines were taken out of ${files.length} files: ${(freedBytes / 1e6).toFixed(1)} MB.`);
  if (skipped.length > 0) {
    warning(
      `A running program writes to ${skipped.join(', ')} and compacts it itself; or do this again when it has ended.`,
    );
  }
}

async function openLogOfFolder(
  options: MaintenanceOptions,
  { readOnly }: { readOnly: boolean },
): Promise<OpenInteractionLog> {
  if (options.url !== undefined) {
    const message = 'A log is maintained on the machine that it is on: run this there, without --url.';
    throw new TuneloopError('INVALID_REQUEST', message);
  }
  const { config, warnings } = await loadConfig(configRequest({ ...options }));
  for (const text of warnings) warning(text);
  const folder = join(config.folders.data, 'log');
  if (!existsSync(folder)) {
    throw new TuneloopError('NOT_FOUND', `Nothing is recorded in ${folder}; --data names another folder.`);
  }
  return openInteractionLog({ folder, readOnly, onProblem: ({ message }) => warning(message) });
}
