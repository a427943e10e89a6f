import {
  createRedactor,
  sensitiveTypes,
  writeRows,
  type Row,
  type SensitiveType,
  type WrittenFile,
} from '@tuneloop/datasets';
import { openDataset, type DatasetInput } from '../data/dataset-input.ts';
import { noticeProblems } from '../data/describe-problems.ts';
import { reportWritten } from '../data/report-written.ts';
import { requireOtherFile } from '../data/require-other-file.ts';
import { writeManifest } from '../data/write-manifest.ts';
import { exitCodes } from '../exit-code.ts';
import { interruptible } from '../interrupts.ts';
import { printJson } from '../notice.ts';
import { formatTable } from '../terminal/table.ts';

interface PiiDataOptions {
  output?: string;
  types?: SensitiveType[];
  ip?: boolean;
  minConfidence?: number;
  phoneRegions?: string[];
  show?: number;
  json?: boolean;
}

type Counts = Partial<Record<SensitiveType, number>>;

/** What was found, without any of it: the numbers of different values in the rows. */
interface Findings {
  rows: number;
  counts: Counts;
  /** The first rows with something. */
  lines: { line: number; counts: Counts }[];
}

/** Looks for what is sensitive, and writes the file without it where an output is named. */
export async function piiData(file: string, options: PiiDataOptions): Promise<void> {
  const { output, json } = options;
  if (output !== undefined) requireOtherFile(file, output);
  const { input, findings, made } = await interruptible(async (signal) => {
    const input = await openDataset(file, { signal });
    try {
      const findings: Findings = { rows: 0, counts: {}, lines: [] };
      const rows = redactedRows(input, findings, options);
      if (output === undefined) {
        for await (const _ of rows) signal.throwIfAborted();
        return { input, findings };
      }
      const written = await writeRows(output, rows, { signal });
      const settings = { redacted: findings.counts, ...detectionOptions(options) };
      const manifest = await writeManifest(file, input, { output, files: [written], options: settings, signal });
      return { input, findings, made: { written, manifest } };
    } finally {
      await input.stop();
    }
  });
  report(file, input, findings, made, json);
}

async function* redactedRows(input: DatasetInput, findings: Findings, options: PiiDataOptions): AsyncGenerator<Row> {
  const { redactRecord } = createRedactor(detectionOptions(options));
  for await (const { row, line } of input.rows) {
    const { value, counts } = redactRecord(row);
    const found = Object.entries(counts) as [SensitiveType, number][];
    for (const [type, count] of found) findings.counts[type] = (findings.counts[type] ?? 0) + count;
    if (found.length > 0) {
      findings.rows += 1;
      if (findings.lines.length < (options.show ?? 20)) findings.lines.push({ line, counts });
    }
    yield value;
  }
}

function detectionOptions({ types, ip, minConfidence, phoneRegions }: PiiDataOptions): {
  types?: SensitiveType[];
  minConfidence?: number;
  phoneRegions?: string[];
} {
  return {
    ...(types !== undefined ? { types } : ip === true && { types: [...sensitiveTypes] }),
    ...(minConfidence !== undefined && { minConfidence }),
    ...(phoneRegions !== undefined && { phoneRegions }),
  };
}

function report(
  file: string,
  input: DatasetInput,
  findings: Findings,
  made: { written: WrittenFile; manifest: string } | undefined,
  json: boolean | undefined,
): void {
  const { rows, counts, lines } = findings;
  if (made) {
    if (!json) process.stderr.write(rows > 0 ? `${formatCounts(counts)}\n` : '');
    reportWritten(input, [made.written], made.manifest, json, { rows, redacted: counts });
    return;
  }
  if (rows > 0) process.exitCode = exitCodes.failure;
  if (json) {
    printJson({ file, read: input.count(), rows, found: counts, lines, leftOut: input.problems.countByReason });
    return;
  }
  if (rows > 0) {
    const table = lines.map(({ line, counts }) => [String(line), inWords(counts)]);
    process.stdout.write(`${formatTable([{ title: 'LINE', align: 'right' }, { title: 'FOUND' }], table)}\n`);
    if (rows > lines.length) process.stdout.write(`… and ${rows - lines.length} more rows.\n`);
    process.stdout.write(`\n${formatCounts(counts)}\n\n`);
  }
  process.stdout.write(`${rows} of ${input.count()} rows hold something sensitive.\n`);
  noticeProblems(input.problems);
}

function formatCounts(counts: Counts): string {
  const rows = Object.entries(counts).map(([type, count]) => [type, String(count)]);
  return formatTable([{ title: 'TYPE' }, { title: 'VALUES', align: 'right' }], rows);
}

function inWords(counts: Counts): string {
  return Object.entries(counts)
    .map(([type, count]) => `${count} ${type}`)
    .join(', ');
}
