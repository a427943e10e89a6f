import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { exportInteractions, rebuildExport, type ExportReport } from '@tuneloop/rlhf';
import { configRequest } from '../config-options.ts';
import { describeExport } from '../interactions/describe-report.ts';
import { exportSettingsOf, type ExportFlags } from '../interactions/export-settings.ts';
import { openLogToRead } from '../interactions/log-of-data-folder.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson, warning } from '../notice.ts';
import { createCountProgress } from '../terminal/count-progress.ts';

interface ExportOptions extends ExportFlags {
  output?: string;
  manifest?: string;
  url?: string;
  json?: boolean;
}

export async function exportData(options: ExportOptions): Promise<void> {
  const { output, manifest, url, json } = options;
  if (output === undefined) throw new TuneloopError('INVALID_REQUEST', 'Say where to: --output FILE.');
  if (manifest !== undefined && (options.format !== undefined || url !== undefined)) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      '--manifest says all that shapes the set: give --output alone beside it.',
    );
  }
  if (url !== undefined) {
    const { exportOnServer } = await import('./export-on-server.ts');
    await exportOnServer(exportSettingsOf(options), { ...options, url, output });
    return;
  }
  const settings = manifest === undefined ? exportSettingsOf(options) : undefined;
  const { config, warnings } = await loadConfig(configRequest({ ...options }));
  for (const text of warnings) warning(text);
  const folder = join(config.folders.data, 'log');
  if (!existsSync(folder)) {
    const message = `Nothing is recorded in ${folder}. Answers are, once a server has given some; --data names another folder.`;
    throw new TuneloopError('NOT_FOUND', message);
  }
  await using log = openLogToRead(config);
  const progress = createCountProgress(process.stderr, 'Exporting');
  try {
    await interruptible(async (signal) => {
      const shared = {
        log,
        output,
        signal,
        onProgress: ({ completed, total }: { completed: number; total?: number | undefined }) =>
          progress.update(completed, total),
      };
      if (settings) {
        const report = await exportInteractions({ ...shared, ...settings });
        progress.stop();
        print(report, json);
        return;
      }
      const { report, same, missing } = await rebuildExport({ ...shared, manifest: manifest! });
      progress.stop();
      if (json) printJson({ ...report, same, missing });
      else {
        print(report, false);
        if (!same)
          warning(`It is not the same set: ${missing} of its interactions are gone, or were judged otherwise.`);
      }
    });
  } finally {
    progress.stop();
  }
}

function print(report: ExportReport, json: boolean | undefined): void {
  if (json) {
    printJson(report);
    return;
  }
  for (const path of report.paths) process.stdout.write(`${path}\n`);
  notice(describeExport(report));
  if (report.rows === 0) warning('The file is empty.');
  else if (report.format.startsWith('openai-') && report.rows < 10)
    warning('OpenAI wants at least ten rows in a file.');
}
