import { datasetManifestSuffix, verifyManifest } from '@tuneloop/datasets';
import { exitCodes } from '../exit-code.ts';
import { interruptible } from '../interrupts.ts';
import { printJson } from '../notice.ts';
import { openDataset } from '../data/dataset-input.ts';
import { formatProblems, formatReasons, inOrder } from '../data/describe-problems.ts';
import { createProgressDisplay } from '../terminal/progress.ts';

export async function validateData(
  file: string,
  options: { format?: string; show?: number; json?: boolean },
): Promise<void> {
  if (file.endsWith(datasetManifestSuffix)) {
    await validateManifest(file, options.json);
    return;
  }
  const { input, format, valid } = await interruptible(async (signal) => {
    const input = await openDataset(file, {
      signal,
      keepProblems: options.show ?? 20,
      ...(options.format !== undefined && { format: options.format }),
    });
    try {
      let valid = 0;
      for await (const _ of input.examples()) valid += 1;
      return { input, format: input.format, valid };
    } finally {
      await input.stop();
    }
  });
  const { problems } = input;
  if (problems.count > 0) process.exitCode = exitCodes.failure;
  if (options.json) {
    const { count, countByReason } = problems;
    printJson({
      file,
      format,
      rows: input.count(),
      valid,
      invalid: count,
      reasons: countByReason,
      problems: inOrder(problems),
    });
    return;
  }
  if (problems.first.length > 0) process.stdout.write(`${formatProblems(problems)}\n\n`);
  const summary = `${valid} of ${input.count()} rows are right as ${format}`;
  process.stdout.write(problems.count === 0 ? `${summary}.\n` : `${summary}; wrong: ${formatReasons(problems)}.\n`);
}

async function validateManifest(file: string, json: boolean | undefined): Promise<void> {
  const display = createProgressDisplay(process.stderr, { clearOnStop: true });
  const problems = await interruptible(async (signal) => {
    try {
      return await verifyManifest(file, {
        signal,
        onProgress: ({ bytes, totalBytes }) => {
          display.listener({ phase: 'verify', completed: bytes, total: totalBytes });
        },
      });
    } finally {
      display.stop();
    }
  });
  if (problems.length > 0) process.exitCode = exitCodes.failure;
  if (json) printJson({ file, problems });
  else if (problems.length === 0) process.stdout.write('All files are as the manifest says.\n');
  for (const { message } of json ? [] : problems) process.stdout.write(`${message}\n`);
}
