import { cleanValue, fileFormatOfName, toUtf8, writeRows, type CleaningOptions, type Row } from '@tuneloop/datasets';
import { openDataset, type DatasetInput } from '../data/dataset-input.ts';
import { reportWritten } from '../data/report-written.ts';
import { requireOtherFile } from '../data/require-other-file.ts';
import { writeManifest } from '../data/write-manifest.ts';
import { interruptible } from '../interrupts.ts';
import { notice } from '../notice.ts';

interface CleanDataOptions {
  output: string;
  encoding?: string;
  unicode?: 'NFC' | 'NFKC';
  whiteSpace?: 'tidy' | 'collapse' | 'keep';
  mojibake?: boolean;
  invisible?: boolean;
  json?: boolean;
}

export async function cleanData(file: string, options: CleanDataOptions): Promise<void> {
  const { output, encoding, json, ...cleaning } = options;
  requireOtherFile(file, output);
  const { input, written, manifest, from, changed } = await interruptible(async (signal) => {
    // Parquet says itself what its strings are in.
    const { format } = fileFormatOfName(file);
    const isText = encoding !== undefined || (format !== undefined && format !== 'parquet');
    const content = isText ? await toUtf8(file, { encoding, signal }) : undefined;
    const from = content?.encoding ?? 'utf-8';
    const input = await openDataset(file, { signal, ...(content && { source: content.bytes }) });
    try {
      const changes = { rows: 0 };
      const written = await writeRows(output, cleanedRows(input, cleaning, changes), { signal });
      const settings = { encoding: from, ...cleaning };
      const manifest = await writeManifest(file, input, { output, files: [written], options: settings, signal });
      return { input, written, manifest, from, changed: changes.rows };
    } finally {
      await input.stop();
    }
  });
  if (!json) notice(`${changed} of ${input.count()} rows changed, read as ${from}`);
  reportWritten(input, [written], manifest, json, { encoding: from, changed });
}

async function* cleanedRows(
  input: DatasetInput,
  cleaning: CleaningOptions,
  changes: { rows: number },
): AsyncGenerator<Row> {
  for await (const { row } of input.rows) {
    const cleaned = cleanValue(row, cleaning);
    if (cleaned !== row) changes.rows += 1;
    yield cleaned;
  }
}
