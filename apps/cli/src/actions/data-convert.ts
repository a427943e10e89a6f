import { convertRows, parseRowFormatName, textTemplateByName, writeRows } from '@tuneloop/datasets';
import { interruptible } from '../interrupts.ts';
import { openDataset } from '../data/dataset-input.ts';
import { reportWritten } from '../data/report-written.ts';
import { requireOtherFile } from '../data/require-other-file.ts';
import { writeManifest } from '../data/write-manifest.ts';

export async function convertData(
  file: string,
  options: { output: string; format?: string; to?: string; template?: string; json?: boolean },
): Promise<void> {
  const { output, format, json } = options;
  requireOtherFile(file, output);
  const to = options.to === undefined ? undefined : parseRowFormatName(options.to);
  const template = options.template === undefined ? undefined : textTemplateByName(options.template);
  const { input, written, manifest } = await interruptible(async (signal) => {
    const input = await openDataset(file, { signal, ...(format !== undefined && { format }) });
    try {
      const { onProblem } = input.problems;
      const converted =
        to === undefined
          ? input.rows
          : convertRows(input.rows, { from: input.format, to, template, onProblem, signal });
      const rows = (async function* () {
        for await (const { row } of converted) yield row;
      })();
      const written = await writeRows(output, rows, { signal });
      const settings = to && { from: input.format, to, template: template?.name };
      const files = [written];
      const manifest = await writeManifest(file, input, {
        output,
        files,
        ...(settings && { options: settings }),
        signal,
      });
      return { input, written, manifest };
    } finally {
      await input.stop();
    }
  });
  reportWritten(input, [written], manifest, json);
}
