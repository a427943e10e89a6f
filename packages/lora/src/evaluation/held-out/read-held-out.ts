import {
  convertExample,
  detectRowFormat,
  NotExpressible,
  parseRows,
  peekRows,
  readRows,
  type Dialogue,
  type RowFormatName,
  type RowProblem,
  type TrainingExample,
} from '@tuneloop/datasets';
import { TuneloopError, type Message } from '@tuneloop/protocol';
import { randomNumbers } from '../statistics/random.ts';
import type { HeldOutRow } from './held-out-row.ts';

export interface HeldOutRows {
  /** In the order of the file. */
  rows: HeldOutRow[];
  /** All that the file has; of more than `limit` a sample was drawn. */
  total: number;
  /** Rows that tell nothing, by reason. */
  leftOut: Record<string, number>;
}

/**
 * Reads held-out rows in any format of `@tuneloop/datasets`; conversations give one row for each answer.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST` (unknown format), `STORE_FAILED`, `ABORTED`.
 */
export async function readHeldOut(
  path: string,
  { limit, seed, signal }: { limit: number; seed: number; signal?: AbortSignal | undefined },
): Promise<HeldOutRows> {
  const leftOut: Record<string, number> = {};
  const leaveOut = (reason: string): void => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  const onProblem = ({ reason }: RowProblem): void => leaveOut(reason);
  const peeked = await peekRows(readRows(path, { signal, onProblem }));
  const format = formatOf(peeked.head.map(({ row }) => row));
  if (!format) {
    await peeked.close();
    const rows = peeked.head.length === 0 ? 'no rows' : 'rows of no format that is known';
    throw new TuneloopError('INVALID_REQUEST', `${path} has ${rows}. \`tuneloop data validate\` says what is wrong.`);
  }
  const sample = new RowSample(limit, seed);
  for await (const { line, example } of parseRows(peeked.rows, { format, onProblem, signal })) {
    const rows = await rowsOf(line, example);
    if (rows.length === 0) leaveOut('no-answer');
    for (const row of rows) sample.add(row);
  }
  return { rows: sample.rows, total: sample.total, leftOut };
}

function formatOf(rows: Record<string, unknown>[]): RowFormatName | undefined {
  const isImplicit = rows.some(
    (row) => row.prompt === undefined && row.chosen !== undefined && row.rejected !== undefined,
  );
  return isImplicit ? 'preference-implicit' : detectRowFormat(rows).format;
}

async function rowsOf(line: number, example: TrainingExample): Promise<HeldOutRow[]> {
  const tools = example.tools && { tools: example.tools };
  switch (example.kind) {
    case 'preference':
      return [
        {
          line,
          prompt: messagesOf(example.prompt, 'user'),
          ...tools,
          answers: [
            { role: 'chosen', answer: messagesOf(example.chosen, 'assistant') },
            { role: 'rejected', answer: messagesOf(example.rejected, 'assistant') },
          ],
        },
      ];
    case 'judged': {
      const role = example.label ? 'good' : 'bad';
      return [
        {
          line,
          prompt: messagesOf(example.prompt, 'user'),
          ...tools,
          answers: [{ role, answer: messagesOf(example.completion, 'assistant') }],
        },
      ];
    }
    case 'prompt':
    case 'scored':
      return [{ line, prompt: messagesOf(example.prompt, 'user'), ...tools, answers: [] }];
    case 'conversation':
    case 'demonstration':
    case 'stepwise':
    case 'text':
      return demonstrations(line, example);
  }
}

async function demonstrations(line: number, example: TrainingExample): Promise<HeldOutRow[]> {
  try {
    const shown = await convertExample(example, 'demonstration');
    return shown.flatMap((row) =>
      row.kind === 'demonstration'
        ? [
            {
              line,
              prompt: messagesOf(row.prompt, 'user'),
              ...(row.tools && { tools: row.tools }),
              answers: [{ role: 'answer' as const, answer: messagesOf(row.completion, 'assistant') }],
            },
          ]
        : [],
    );
  } catch (error) {
    if (error instanceof NotExpressible) return [];
    throw error;
  }
}

/** Plain text is said by the user, or by the assistant, as training takes it. */
function messagesOf(dialogue: Dialogue, role: 'user' | 'assistant'): Message[] {
  return typeof dialogue === 'string' ? [{ role, content: dialogue }] : dialogue;
}

/** A sample of `limit` rows, each as likely in it as any other (algorithm R; Vitter, 1985). */
class RowSample {
  readonly #limit: number;
  readonly #random: () => number;
  readonly #kept: { row: HeldOutRow; place: number }[] = [];
  total = 0;

  constructor(limit: number, seed: number) {
    this.#limit = limit;
    this.#random = randomNumbers(seed);
  }

  add(row: HeldOutRow): void {
    const kept = { row, place: this.total };
    this.total += 1;
    if (this.#kept.length < this.#limit) {
      this.#kept.push(kept);
      return;
    }
    const at = Math.floor(this.#random() * this.total);
    if (at < this.#limit) this.#kept[at] = kept;
  }

  get rows(): HeldOutRow[] {
    return this.#kept.toSorted((a, b) => a.place - b.place).map(({ row }) => row);
  }
}
