import { hash } from 'node:crypto';
import { throwIfAborted } from '@tuneloop/protocol';
import type { NumberedExample } from '../formats/parse-rows.ts';
import type { TrainingExample } from '../formats/training-example.ts';
import type { Row } from '../rows/row.ts';
import type { RowProblemListener } from '../rows/row-problem.ts';
import { countCharacters, countTurns, textsOfExample, type TokenCounter } from '../statistics/index.ts';

/** All of them must hold. */
export interface ExampleFilter {
  /** Unicode characters of all texts of a row. */
  minCharacters?: number | undefined;
  maxCharacters?: number | undefined;
  minTurns?: number | undefined;
  maxTurns?: number | undefined;
  /** Tokens of all texts; needs `countTokens`. */
  maxTokens?: number | undefined;
  /** Of rows that have one; others do not pass. */
  minScore?: number | undefined;
  maxScore?: number | undefined;
  /** Of rows that have one; others do not pass. */
  label?: boolean | undefined;
  /** One of the texts matches it. */
  match?: RegExp | undefined;
  /** None of the texts matches it. */
  exclude?: RegExp | undefined;
  /** Columns with just these values, as text. */
  columns?: Readonly<Record<string, string>> | undefined;
  /** A share of the rows, 0 to 1. A row's own hash with the seed decides, so that it stays in when others come. */
  sample?: { share: number; seed?: string | undefined } | undefined;
}

export interface FilterOptions {
  countTokens?: TokenCounter | undefined;
  /** Hears of rows that do not pass (`filtered`), with the first condition that fails. */
  onProblem?: RowProblemListener | undefined;
  signal?: AbortSignal | undefined;
}

/** The rows that pass. Errors: those of `examples`, `ABORTED`. */
export async function* filterExamples(
  examples: AsyncIterable<NumberedExample>,
  filter: ExampleFilter,
  { countTokens, onProblem, signal }: FilterOptions = {},
): AsyncGenerator<NumberedExample> {
  for await (const numbered of examples) {
    throwIfAborted(signal);
    const failed = failedCondition(numbered, filter) ?? (await tooManyTokens(numbered.example, filter, countTokens));
    if (failed === undefined) yield numbered;
    else onProblem?.({ line: numbered.line, reason: 'filtered', message: failed });
  }
}

/** For people: which condition a row does not meet. */
function failedCondition({ example, row }: NumberedExample, filter: ExampleFilter): string | undefined {
  const texts = textsOfExample(example);
  const characters = texts.reduce((sum, text) => sum + countCharacters(text), 0);
  const turns = countTurns(example);
  const score = example.kind === 'scored' ? example.score : undefined;
  const label = example.kind === 'judged' ? example.label : undefined;
  const { minCharacters = 0, maxCharacters = Infinity, minTurns = 0, maxTurns = Infinity } = filter;
  if (characters < minCharacters) return 'too short';
  if (characters > maxCharacters) return 'too long';
  if (turns < minTurns) return 'too few turns';
  if (turns > maxTurns) return 'too many turns';
  if (filter.minScore !== undefined && !(score !== undefined && score >= filter.minScore)) return 'score too low';
  if (filter.maxScore !== undefined && !(score !== undefined && score <= filter.maxScore)) return 'score too high';
  if (filter.label !== undefined && label !== filter.label) return 'another label';
  if (filter.match && !texts.some((text) => matches(filter.match!, text))) return 'no match';
  if (filter.exclude && texts.some((text) => matches(filter.exclude!, text))) return 'excluded by its text';
  const column = Object.entries(filter.columns ?? {}).find(([name, value]) => cellText(row[name]) !== value);
  if (column) return `another ${column[0]}`;
  return filter.sample && placeOf(row, filter.sample.seed) >= filter.sample.share ? 'not in the sample' : undefined;
}

async function tooManyTokens(
  example: TrainingExample,
  { maxTokens }: ExampleFilter,
  countTokens: TokenCounter | undefined,
): Promise<string | undefined> {
  if (maxTokens === undefined) return undefined;
  if (!countTokens) throw new TypeError('A limit in tokens needs a tokenizer.');
  let tokens = 0;
  for (const text of textsOfExample(example)) tokens += await countTokens(text);
  return tokens > maxTokens ? 'too many tokens' : undefined;
}

/** Without the memory that a global expression has of where it last matched. */
function matches(expression: RegExp, text: string): boolean {
  expression.lastIndex = 0;
  return expression.test(text);
}

function cellText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function placeOf(row: Row, seed = ''): number {
  return Number.parseInt(hash('sha256', `${seed}\n${JSON.stringify(row)}`, 'hex').slice(0, 12), 16) / 2 ** 48;
}
