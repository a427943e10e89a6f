import {
  messageSchema,
  textOf,
  TuneloopError,
  type Interaction,
  type LogRecord,
  type Message,
  type Prompt,
} from '@tuneloop/protocol';
import { z } from 'zod';
import { importedInteraction } from '../../importers/imported-interaction.ts';
import type { TemplateKind } from '../templates/template.ts';
import { digest } from './digest.ts';
import { pairwiseTask, singleTask, type LabelingTask } from './labeling-task.ts';
import { outputText, promptText } from './plain-text.ts';

/** A row of a file, with where it stood. */
export interface NumberedRow {
  line: number;
  row: unknown;
}

const conversation = z.array(messageSchema).min(1);
const said = z.union([z.string(), conversation]);
const prompt = z.union([z.string(), conversation]);

const pairSchema = z.looseObject({ prompt, chosen: said, rejected: said });
const answersSchema = z.looseObject({ prompt, completions: z.array(said).min(2) });
const answerSchema = z.looseObject({ prompt, completion: said });
const conversationSchema = z.looseObject({ messages: conversation });

const known =
  '{"prompt", "chosen", "rejected"}, {"prompt", "completions": [two or more]}, {"prompt", "completion"} or {"messages"}';

/**
 * Questions of a file's rows: preference rows and rows of several answers for comparing, rows with one answer for rating
 * and correcting. Texts are plain or lists of messages. The answers become interactions of the log, whose ids follow from
 * what they say, so that judgements have something to be about.
 *
 * Errors: `INVALID_REQUEST` with the line of a row that is none of these.
 */
export async function* tasksOfRows(
  kind: TemplateKind,
  rows: AsyncIterable<NumberedRow>,
  now: () => Date = () => new Date(),
): AsyncGenerator<LabelingTask> {
  for await (const { line, row } of rows) {
    const answers = readAnswers(kind, row, now().toISOString());
    if (answers === undefined || (kind === 'pairwise' && answers.length < 2)) {
      const wanted = kind === 'pairwise' ? 'two answers to compare' : 'an answer';
      throw new TuneloopError('INVALID_REQUEST', `Line ${line} holds no ${wanted}: rows are ${known}.`, {
        details: { line },
      });
    }
    if (kind === 'pairwise') yield* comparisons(answers);
    else for (const answer of answers) yield singleTask(kind, textsOf(answer), answer, [recordOf(answer)]);
  }
}

function* comparisons(answers: readonly Interaction[]): Generator<LabelingTask> {
  for (const [index, first] of answers.entries()) {
    for (const second of answers.slice(index + 1)) {
      // By their digests: neither the chosen one nor the first is always on the left.
      const [left, right] = first.id < second.id ? [first, second] : [second, first];
      const comparison = { id: `pair-${digest(left.id, right.id)}`, time: left.time, drafts: [left.id, right.id] };
      const texts = { prompt: textsOf(left).prompt, left: textsOf(left).answer, right: textsOf(right).answer };
      const records: LogRecord[] = [recordOf(left), recordOf(right), { version: 1, type: 'comparison', comparison }];
      if (left.id !== right.id) yield pairwiseTask(comparison, texts, [left, right], records);
    }
  }
}

function readAnswers(kind: TemplateKind, row: unknown, time: string): Interaction[] | undefined {
  const pair = pairSchema.safeParse(row);
  if (pair.success)
    return [pair.data.chosen, pair.data.rejected].map((answer) => toInteraction(pair.data.prompt, answer, time));
  const several = answersSchema.safeParse(row);
  if (several.success)
    return several.data.completions.map((answer) => toInteraction(several.data.prompt, answer, time));
  if (kind === 'pairwise') return undefined;
  const single = answerSchema.safeParse(row);
  if (single.success) return [toInteraction(single.data.prompt, single.data.completion, time)];
  const whole = conversationSchema.safeParse(row);
  const last = whole.data?.messages.at(-1);
  if (last?.role !== 'assistant') return undefined;
  return [toInteraction(whole.data?.messages.slice(0, -1) ?? [], [last], time)];
}

function toInteraction(given: string | Message[], answer: string | Message[], time: string): Interaction {
  const messages: Message[] = typeof given === 'string' ? [{ role: 'user', content: given }] : given;
  const prompt: Prompt = { type: 'messages', messages };
  const last = typeof answer === 'string' ? undefined : answer.at(-1);
  const content = typeof answer === 'string' ? answer : textOf(last?.content ?? '');
  const output = { content, toolCalls: last?.role === 'assistant' ? last.toolCalls : undefined };
  const id = `row-${digest(prompt, output)}`;
  return importedInteraction(prompt, undefined, output, {
    id,
    model: 'imported',
    time,
    owner: undefined,
    tags: ['imported'],
  });
}

function textsOf(interaction: Interaction): { prompt: string; answer: string } {
  return { prompt: promptText(interaction.prompt) ?? '', answer: outputText(interaction.output) ?? '' };
}

function recordOf(interaction: Interaction): LogRecord {
  return { version: 1, type: 'interaction', interaction };
}
