import { textOf, throwIfAborted, type Message } from '@tuneloop/protocol';
import type { NumberedExample } from '../formats/parse-rows.ts';
import type { Dialogue, ExampleKind, TrainingExample } from '../formats/training-example.ts';
import { createDistribution, type Distribution } from './distribution.ts';

/** How many tokens a text has, as a model reads it. */
export type TokenCounter = (text: string) => number | Promise<number>;

export interface DatasetStatistics {
  rows: number;
  kinds: Partial<Record<ExampleKind, number>>;
  /** Messages of each role. */
  roles: Partial<Record<Message['role'], number>>;
  withSystem: number;
  withTools: number;
  withReasoning: number;
  /** Good and bad answers of rows with a label. */
  labels: { good: number; bad: number };
  /** Of rows with a score. */
  scores?: { count: number; minimum: number; maximum: number; mean: number } | undefined;
  /** Messages of a row (`countTurns`). */
  turns?: Distribution | undefined;
  /** Unicode characters of a row. */
  characters?: Distribution | undefined;
  /** Tokens of a row's texts, without what a template adds. Left out without a tokenizer. */
  tokens?: Distribution | undefined;
}

export interface StatisticsOptions {
  countTokens?: TokenCounter | undefined;
  signal?: AbortSignal | undefined;
}

/** What a data set is made of; in constant memory. Errors: those of `examples`, `ABORTED`. */
export async function collectStatistics(
  examples: AsyncIterable<NumberedExample>,
  { countTokens, signal }: StatisticsOptions = {},
): Promise<DatasetStatistics> {
  const turns = createDistribution();
  const characters = createDistribution();
  const tokens = createDistribution();
  const statistics: DatasetStatistics = {
    rows: 0,
    kinds: {},
    roles: {},
    withSystem: 0,
    withTools: 0,
    withReasoning: 0,
    labels: { good: 0, bad: 0 },
  };
  let scoreSum = 0;

  for await (const { example } of examples) {
    throwIfAborted(signal);
    const dialogues = dialoguesOf(example);
    const messages = dialogues.flatMap((dialogue) => (typeof dialogue === 'string' ? [] : dialogue));
    const texts = dialogues.flatMap(textsOf);
    statistics.rows += 1;
    increment(statistics.kinds, example.kind);
    for (const { role } of messages) increment(statistics.roles, role);
    if (messages.some(({ role }) => role === 'system' || role === 'developer')) statistics.withSystem += 1;
    if (example.tools || messages.some((message) => 'toolCalls' in message)) statistics.withTools += 1;
    if (messages.some((message) => 'reasoning' in message)) statistics.withReasoning += 1;
    if (example.kind === 'judged') statistics.labels[example.label ? 'good' : 'bad'] += 1;
    if (example.kind === 'scored') {
      const { count, minimum, maximum } = statistics.scores ?? { count: 0, minimum: Infinity, maximum: -Infinity };
      scoreSum += example.score;
      statistics.scores = {
        count: count + 1,
        minimum: Math.min(minimum, example.score),
        maximum: Math.max(maximum, example.score),
        mean: scoreSum / (count + 1),
      };
    }
    turns.add(countTurns(example));
    characters.add(texts.reduce((sum, text) => sum + countCharacters(text), 0));
    if (countTokens) tokens.add(await sumTokens(texts, countTokens));
  }
  return { ...statistics, turns: turns.summary(), characters: characters.summary(), tokens: tokens.summary() };
}

/** Messages of an example; plain texts count as one each. Of a pair both answers count. */
export function countTurns(example: TrainingExample): number {
  return dialoguesOf(example).reduce((sum, dialogue) => sum + (typeof dialogue === 'string' ? 1 : dialogue.length), 0);
}

/** The texts of an example, one for each message or plain text, reasoning and calls included. */
export function textsOfExample(example: TrainingExample): string[] {
  return dialoguesOf(example).flatMap(textsOf);
}

function dialoguesOf(example: TrainingExample): Dialogue[] {
  switch (example.kind) {
    case 'conversation':
      return [example.messages];
    case 'demonstration':
    case 'judged':
    case 'scored':
      return [example.prompt, example.completion];
    case 'preference':
      return [example.prompt, example.chosen, example.rejected];
    case 'prompt':
      return [example.prompt];
    case 'stepwise':
      return [example.prompt, ...example.steps];
    case 'text':
      return [example.text];
  }
}

function textsOf(dialogue: Dialogue): string[] {
  if (typeof dialogue === 'string') return [dialogue];
  return dialogue.map((message) => {
    const content = textOf(message.content);
    if (message.role !== 'assistant') return content;
    const calls = message.toolCalls?.map(({ name, arguments: args }) => name + args) ?? [];
    return (message.reasoning ?? '') + content + calls.join('');
  });
}

/** Unicode code points: a pair of surrogates is one. */
export function countCharacters(text: string): number {
  let pairs = 0;
  for (let index = 0; index < text.length; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800) pairs += 1;
  }
  return text.length - pairs;
}

async function sumTokens(texts: readonly string[], countTokens: TokenCounter): Promise<number> {
  let sum = 0;
  for (const text of texts) sum += await countTokens(text);
  return sum;
}

function increment<Key extends string>(counts: Partial<Record<Key, number>>, key: Key): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
