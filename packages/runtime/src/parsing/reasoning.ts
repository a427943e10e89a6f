import type { OutputSink } from './output-sink.ts';
import type { Parsing, TextSource } from './text-source.ts';

/** The markup around a model's thoughts. */
export interface ReasoningMarkup {
  open: string;
  close: string;
}

/**
 * - `<think>`: DeepSeek R1, Qwen3, QwQ, SmolLM3, Granite 3.3 and 4, Nemotron
 * - `[THINK]`: Magistral, Ministral
 * - `<seed:think>`: Seed-OSS
 */
const markups: readonly ReasoningMarkup[] = [
  { open: '<think>', close: '</think>' },
  { open: '[THINK]', close: '[/THINK]' },
  { open: '<seed:think>', close: '</seed:think>' },
];

/** The markup that a chat template speaks of. */
export function reasoningMarkup(chatTemplate: string): ReasoningMarkup | undefined {
  return markups.find(({ open, close }) => chatTemplate.includes(close) || chatTemplate.includes(open));
}

/**
 * Reasoning at the beginning of an output, if it is there. Without an end it goes on to the end of the output: thoughts
 * that ran out of tokens are no answer.
 *
 * @param opened the prompt ended with the opening markup; a model that repeats it all the same is understood.
 */
export function* reasoningBlock(
  source: TextSource,
  sink: OutputSink,
  markup: ReasoningMarkup,
  opened: boolean,
): Parsing {
  if (opened) sink.beginReasoning();
  yield* source.skipSpace();
  const found = yield* source.accept(markup.open);
  if (!found && !opened) return source.rewind();
  if (found) source.drop();
  else source.rewind();
  sink.beginReasoning();
  yield* source.until([markup.close], ({ text }) => sink.reasoning(text));
  source.drop();
  sink.endReasoning();
}
