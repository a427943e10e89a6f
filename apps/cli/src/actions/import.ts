import { loadConfig } from '@tuneloop/platform';
import { parseRowFormatName } from '@tuneloop/datasets';
import { importInteractions, type ImportFormat } from '@tuneloop/rlhf';
import { configRequest } from '../config-options.ts';
import { describeImport } from '../interactions/describe-report.ts';
import { openLogToAdd } from '../interactions/log-of-data-folder.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson, warning } from '../notice.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { createCountProgress } from '../terminal/count-progress.ts';

interface ImportOptions {
  format?: string;
  model?: string;
  author?: string;
  tag?: string[];
  unrated?: boolean;
  json?: boolean;
}

export async function importData(file: string, options: ImportOptions): Promise<void> {
  // Its `--model` is a name for what is imported, not the model to load.
  const { model, author, tag: tags, unrated, json, ...rest } = options;
  const format = options.format === undefined ? undefined : formatOf(options.format);
  const { config, warnings } = await loadConfig(configRequest({ ...rest }));
  for (const text of warnings) warning(text);
  const { log, sink } = await openLogToAdd(config);
  await using _ = log;
  const progress = createCountProgress(process.stderr, 'Importing');
  try {
    const report = await interruptible((signal) =>
      importInteractions({
        log,
        sink,
        source: file,
        signal,
        onProgress: ({ completed, total }) => progress.update(completed, total),
        ...(format && { format }),
        ...(model !== undefined && { model }),
        ...(author !== undefined && { author }),
        ...(tags && { tags }),
        ...(unrated && { good: false }),
      }),
    );
    progress.stop();
    if (json) printJson(report);
    else notice(withoutControlCharacters(describeImport(report)));
  } finally {
    progress.stop();
  }
}

function formatOf(name: string): ImportFormat {
  return name === 'log' || name === 'open-webui' ? name : parseRowFormatName(name);
}
