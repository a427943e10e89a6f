import { splitRows } from '@tuneloop/datasets';
import { interruptible } from '../interrupts.ts';
import { openDataset } from '../data/dataset-input.ts';
import { reportWritten } from '../data/report-written.ts';
import { writeManifest } from '../data/write-manifest.ts';

export async function splitData(
  file: string,
  options: {
    output?: string;
    format?: string;
    validation?: number;
    test?: number;
    by?: string;
    seed?: string;
    json?: boolean;
  },
): Promise<void> {
  const { format, by, test, seed, json } = options;
  const output = options.output ?? file;
  const validation = options.validation ?? (test === undefined ? 0.1 : 0);
  const { input, files, manifest } = await interruptible(async (signal) => {
    const input = await openDataset(file, { signal, ...(format !== undefined && { format }) });
    try {
      const shares = { validation, test, seed, by };
      const files = await splitRows(input.examples(), output, shares);
      const manifest = await writeManifest(file, input, { output, files, options: { split: shares }, signal });
      return { input, files, manifest };
    } finally {
      await input.stop();
    }
  });
  reportWritten(input, files, manifest, json);
}
