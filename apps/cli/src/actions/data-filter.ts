import { filterExamples, writeRows, type ExampleFilter } from '@tuneloop/datasets';
import { TuneloopError } from '@tuneloop/protocol';
import { interruptible } from '../interrupts.ts';
import { openDataset } from '../data/dataset-input.ts';
import { reportWritten } from '../data/report-written.ts';
import { requireOtherFile } from '../data/require-other-file.ts';
import { writeManifest } from '../data/write-manifest.ts';

interface FilterDataOptions {
  output: string;
  format?: string;
  minCharacters?: number;
  maxCharacters?: number;
  minTurns?: number;
  maxTurns?: number;
  minScore?: number;
  maxScore?: number;
  label?: 'good' | 'bad';
  match?: string;
  exclude?: string;
  where?: string[];
  sample?: number;
  seed?: string;
  json?: boolean;
}

export async function filterData(file: string, options: FilterDataOptions): Promise<void> {
  const { output, format, json, ...conditions } = options;
  requireOtherFile(file, output);
  const filter = toFilter(conditions);
  const { input, written, manifest } = await interruptible(async (signal) => {
    const input = await openDataset(file, { signal, ...(format !== undefined && { format }) });
    try {
      const examples = filterExamples(input.examples(), filter, { signal, onProblem: input.problems.onProblem });
      const rows = (async function* () {
        for await (const { row } of examples) yield row;
      })();
      const written = await writeRows(output, rows, { signal });
      const files = [written];
      const manifest = await writeManifest(file, input, { output, files, filters: { ...conditions }, signal });
      return { input, written, manifest };
    } finally {
      await input.stop();
    }
  });
  reportWritten(input, [written], manifest, json);
}

function toFilter({
  label,
  match,
  exclude,
  where,
  sample,
  seed,
  minScore,
  maxScore,
  ...limits
}: Omit<FilterDataOptions, 'output' | 'format' | 'json'>): ExampleFilter {
  return {
    ...limits,
    minScore: number(minScore, '--min-score'),
    maxScore: number(maxScore, '--max-score'),
    label: label === undefined ? undefined : label === 'good',
    match: expression(match, '--match'),
    exclude: expression(exclude, '--exclude'),
    columns: where && Object.fromEntries(where.map(columnCondition)),
    sample: sample === undefined ? undefined : { share: sample, seed },
  };
}

function number(value: number | undefined, option: string): number | undefined {
  if (value === undefined || !Number.isNaN(value)) return value;
  throw new TuneloopError('INVALID_REQUEST', `${option} must be a number.`);
}

function expression(text: string | undefined, option: string): RegExp | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text, 'u');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TuneloopError('INVALID_REQUEST', `${option} is no regular expression: ${reason}.`, { cause: error });
  }
}

function columnCondition(text: string): [column: string, value: string] {
  const separator = text.indexOf('=');
  if (separator < 1) throw new TuneloopError('INVALID_REQUEST', `--where wants column=value, not "${text}".`);
  return [text.slice(0, separator), text.slice(separator + 1)];
}
