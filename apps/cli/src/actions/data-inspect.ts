import { stat } from 'node:fs/promises';
import { interruptible } from '../interrupts.ts';
import { notice, printJson } from '../notice.ts';
import { openDataset } from '../data/dataset-input.ts';
import { inOrder, noticeProblems } from '../data/describe-problems.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatFields, formatTable } from '../terminal/table.ts';
import { formatBytes } from '../terminal/units.ts';

export async function inspectData(file: string, options: { rows?: number; json?: boolean }): Promise<void> {
  const shown: { line: number; row: unknown }[] = [];
  const { input, sizeBytes } = await interruptible(async (signal) => {
    const input = await openDataset(file, { signal });
    try {
      for await (const { row, line } of input.rows) {
        if (shown.length >= (options.rows ?? 3)) break;
        shown.push({ line, row });
      }
      return { input, sizeBytes: (await stat(file)).size };
    } finally {
      await input.stop();
    }
  });
  const { detected, problems } = input;
  if (options.json) {
    printJson({ file, sizeBytes, ...detected, problems: inOrder(problems), sample: shown.map(({ row }) => row) });
    return;
  }
  const format = detected.format ?? 'none of the known ones';
  const fields: [string, string][] = [
    ['File', `${file} (${formatBytes(sizeBytes)})`],
    ['Format', `${format}, by the first ${detected.rows} rows`],
  ];
  const columns = detected.columns.map(({ name, types, present }) => [
    withoutControlCharacters(name),
    types.join(' or '),
    `${present} of ${detected.rows}`,
  ]);
  const table = formatTable([{ title: 'COLUMN' }, { title: 'TYPE' }, { title: 'PRESENT', align: 'right' }], columns);
  process.stdout.write(`${formatFields(fields)}\n\n${table}\n`);
  for (const { line, row } of shown) process.stdout.write(`\nline ${line}: ${excerpt(row)}\n`);
  for (const { format: candidate, valid, missing } of detected.candidates.slice(0, detected.format ? 0 : 3)) {
    const why = missing.length > 0 ? `without ${missing.join(', ')}` : `${valid} rows are right`;
    notice(`Might be ${candidate}: ${why}.`);
  }
  noticeProblems(problems);
}

const excerptCharacters = 400;

function excerpt(row: unknown): string {
  const text = withoutControlCharacters(JSON.stringify(row));
  return text.length > excerptCharacters ? `${text.slice(0, excerptCharacters)}…` : text;
}
