import { textOf, type Message } from '@tuneloop/protocol';
import type { Row } from '../rows/row.ts';
import type { RowProblem } from '../rows/row-problem.ts';
import { saysTheSame } from './dialogue.ts';
import type { RowFormat } from './row-format.ts';
import { rowFormats, type RowFormatName } from './row-formats.ts';
import type { Dialogue, TrainingExample } from './training-example.ts';

type Flaw = Omit<RowProblem, 'line'>;

/** What a row says in a format, or the first thing that is wrong with it. Columns that the format does not know are kept. */
export function parseRow(row: Row, name: RowFormatName): { example: TrainingExample } | { flaw: Flaw } {
  const format: RowFormat = rowFormats[name];
  const missing = format.required.find((column) => row[column] === undefined || row[column] === null);
  if (missing !== undefined) return { flaw: { reason: 'missing-field', message: `${missing} is missing` } };
  const parsed = format.schema.safeParse(row);
  if (!parsed.success) return { flaw: flawOf(parsed.error.issues[0]!, row) };
  const flaw = flawOfExample(parsed.data);
  if (flaw) return { flaw };
  const columns = otherColumns(row, format);
  return { example: columns ? { ...parsed.data, columns } : parsed.data };
}

function otherColumns(row: Row, { required, optional }: RowFormat): Row | undefined {
  const others = Object.entries(row).filter(([column]) => !required.includes(column) && !optional.includes(column));
  return others.length > 0 ? Object.fromEntries(others) : undefined;
}

function flawOf({ path, message }: { path: readonly PropertyKey[]; message: string }, row: Row): Flaw {
  const name = path.map(String).join('.');
  let value: unknown = row;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  // A cell that holds JSON as text has nothing at the path, and is no missing field for that.
  const isText = typeof row[String(path[0])] === 'string' && path.length > 1;
  if (value === undefined && !isText) return { reason: 'missing-field', message: `${name} is missing` };
  return { reason: 'wrong-value', message: `${name}: ${message}` };
}

/** What a schema cannot say: whether there is something to learn from it. */
function flawOfExample(example: TrainingExample): Flaw | undefined {
  switch (example.kind) {
    case 'conversation':
      if (example.messages.length === 0) return empty('the conversation');
      return answerFlaw(example.messages, 'the conversation');
    case 'demonstration':
    case 'judged':
    case 'scored':
      return promptFlaw(example.prompt) ?? answerFlaw(example.completion, 'the completion');
    case 'preference':
      if (saysTheSame(example.chosen, example.rejected)) {
        return { reason: 'same-answers', message: 'the chosen and the rejected answer are the same' };
      }
      return answerFlaw(example.chosen, 'the chosen answer') ?? answerFlaw(example.rejected, 'the rejected answer');
    case 'prompt':
      return promptFlaw(example.prompt);
    case 'stepwise':
      if (example.steps.length === 0) return empty('the list of steps');
      if (example.steps.length === example.labels.length) return promptFlaw(example.prompt);
      return {
        reason: 'length-mismatch',
        message: `there are ${example.steps.length} completions, but ${example.labels.length} labels`,
      };
    case 'text':
      return example.text.trim() === '' ? empty('the text') : undefined;
  }
}

function promptFlaw(prompt: Dialogue): Flaw | undefined {
  if (typeof prompt === 'string') return prompt.trim() === '' ? empty('the prompt') : undefined;
  return prompt.length === 0 ? empty('the prompt') : undefined;
}

function answerFlaw(answer: Dialogue, name: string): Flaw | undefined {
  if (typeof answer === 'string') return answer.trim() === '' ? empty(name) : undefined;
  const last = answer.at(-1);
  if (!last) return empty(name);
  if (last.role !== 'assistant') {
    return { reason: 'no-answer', message: `${name} ends with a message of the ${last.role}, not with an answer` };
  }
  return saysNothing(last) ? empty(`the answer of ${name}`) : undefined;
}

function saysNothing(message: Message): boolean {
  const calls = message.role === 'assistant' && message.toolCalls !== undefined;
  return !calls && textOf(message.content).trim() === '';
}

function empty(what: string): Flaw {
  return { reason: 'empty', message: `${what} is empty` };
}
