import { collectStatistics, type DatasetStatistics, type Distribution } from '@tuneloop/datasets';
import { interruptible } from '../interrupts.ts';
import { printJson } from '../notice.ts';
import { openDataset } from '../data/dataset-input.ts';
import { noticeProblems } from '../data/describe-problems.ts';
import type { OpenTokenCounter } from '../data/token-counter.ts';
import { formatFields, formatTable } from '../terminal/table.ts';

export async function dataStatistics(
  file: string,
  options: { format?: string; tokens?: boolean; json?: boolean },
): Promise<void> {
  const { input, format, statistics, tokenizer } = await interruptible(async (signal) => {
    await using counter = options.tokens ? await loadTokenCounter(options, signal) : undefined;
    const input = await openDataset(file, { signal, ...(options.format !== undefined && { format: options.format }) });
    try {
      const statistics = await collectStatistics(input.examples(), { countTokens: counter?.count, signal });
      return { input, format: input.format, statistics, tokenizer: counter?.id };
    } finally {
      await input.stop();
    }
  });
  if (options.json) {
    printJson({ file, format, tokenizer, ...statistics, leftOut: input.problems.countByReason });
    return;
  }
  process.stdout.write(`${formatFields(describe(format, statistics, tokenizer))}\n`);
  const spreads = (['turns', 'characters', 'tokens'] as const).flatMap((name) =>
    statistics[name] ? [[name, statistics[name]] as const] : [],
  );
  if (spreads.length > 0) process.stdout.write(`\n${formatDistributions(spreads)}\n`);
  const [name, last] = spreads.at(-1) ?? [];
  if (last) process.stdout.write(`\n${formatHistogram(name!, last)}\n`);
  noticeProblems(input.problems);
}

/** Loading a model is rarely wanted, and neither is what can. */
async function loadTokenCounter(options: object, signal: AbortSignal): Promise<OpenTokenCounter> {
  const { openTokenCounter } = await import('../data/token-counter.ts');
  return openTokenCounter(options, signal);
}

function describe(
  format: string,
  { rows, roles, withSystem, withTools, withReasoning, labels, scores }: DatasetStatistics,
  tokenizer: string | undefined,
): [string, string][] {
  const fields: [string, string][] = [
    ['Rows', `${rows} of format ${format}`],
    [
      'Messages',
      Object.entries(roles)
        .map(([role, count]) => `${count} ${role}`)
        .join(', ') || 'none, plain text',
    ],
    ['With', `system prompt ${withSystem}, tools ${withTools}, reasoning ${withReasoning}`],
  ];
  if (labels.good + labels.bad > 0) fields.push(['Labels', `${labels.good} good, ${labels.bad} bad`]);
  if (scores) fields.push(['Scores', `${scores.minimum} to ${scores.maximum}, mean ${scores.mean.toFixed(2)}`]);
  if (tokenizer !== undefined) fields.push(['Tokenizer', tokenizer]);
  return fields;
}

function formatDistributions(spreads: (readonly [string, Distribution])[]): string {
  const align = 'right' as const;
  const titles = ['SUM', 'MEAN', 'MIN', 'P5', 'P25', 'P50', 'P75', 'P95', 'P99', 'MAX'];
  return formatTable(
    [{ title: 'OF A ROW' }, ...titles.map((title) => ({ title, align }))],
    spreads.map(([name, { sum, mean, minimum, maximum, percentiles }]) => {
      const { p5, p25, p50, p75, p95, p99 } = percentiles;
      const numbers = [sum, Math.round(mean), minimum, p5, p25, p50, p75, p95, p99, maximum];
      return [name, ...numbers.map(String)];
    }),
  );
}

const barCharacters = 40;

function formatHistogram(name: string, { histogram }: Distribution): string {
  const most = Math.max(...histogram.map(({ count }) => count));
  return formatTable(
    [{ title: name.toUpperCase(), align: 'right' }, { title: 'ROWS', align: 'right' }, { title: '' }],
    histogram.map(({ from, to, count }) => [
      to - from === 1 ? String(from) : `${from} to ${to - 1}`,
      String(count),
      '█'.repeat(Math.ceil((count / most) * barCharacters)),
    ]),
  );
}
