import type { OutputSink } from './output-sink.ts';
import type { Parsing, TextSource } from './text-source.ts';

/** The markup around a model's thoughts. */
export interface ReasoningMarkup {
  open: string;
  close: string;
}

const think: ReasoningMarkup = { open: '<think>', close: '</think>' };

/** What a template has when its model thinks in this markup, in the order in which to look for it. */
const signs: readonly (readonly [RegExp, ReasoningMarkup])[] = [
  // Gemma 4. Its notation for tools has tags of its own, and harmony's channels are read by that format.
  [/<\|channel>/, { open: '<|channel>thought', close: '<channel|>' }],
  // Cohere's Command R7B and A
  [/<\|START_THINKING\|>/, { open: '<|START_THINKING|>', close: '<|END_THINKING|>' }],
  // Hunyuan 3, whose template puts the names of its tags together
  [/<think\{\}>/, { open: '<think:opensource>', close: '</think:opensource>' }],
  // Seed-OSS
  [/<\/?seed:think>/, { open: '<seed:think>', close: '</seed:think>' }],
  // MiniMax M3
  [/<\/?mm:think>/, { open: '<mm:think>', close: '</mm:think>' }],
  // Apriel 1.6
  [/\[BEGIN FINAL RESPONSE\]/, { open: 'Here are my reasoning steps:', close: '[BEGIN FINAL RESPONSE]' }],
  // DeepSeek R1, Qwen3, QwQ, SmolLM3, Granite 3.3, GLM, Kimi K2, MiniMax M2, Nemotron, LFM2.5
  [/<\/?think>/, think],
  // Magistral, Ministral
  [/\[\/?THINK\]/, { open: '[THINK]', close: '[/THINK]' }],
];

/** The markup that a chat template speaks of. */
export function reasoningMarkup(chatTemplate: string): ReasoningMarkup | undefined {
  return signs.find(([sign]) => sign.test(chatTemplate))?.[1];
}

export interface ReasoningBlockOptions {
  /** The prompt ended with the opening markup; a model that repeats it all the same is understood. */
  opened: boolean;
  /** What begins a call, where some models leave out the end of their thoughts. */
  callStart?: string | undefined;
}

/**
 * Reasoning at the beginning of an output, if it is there. Without an end it goes on to the end of the output: thoughts
 * that ran out of tokens are no answer.
 */
export function* reasoningBlock(
  source: TextSource,
  sink: OutputSink,
  markup: ReasoningMarkup,
  { opened, callStart }: ReasoningBlockOptions,
): Parsing {
  if (opened) sink.beginReasoning();
  yield* source.skipSpace();
  const found = yield* source.accept(markup.open);
  if (!found && !opened) return source.rewind();
  if (found) source.drop();
  else source.rewind();
  sink.beginReasoning();
  const ends = callStart === undefined ? [markup.close] : [markup.close, callStart];
  const end = yield* source.until(ends, ({ text }) => sink.reasoning(text));
  if (end === markup.close) source.drop();
  else source.rewind();
  sink.endReasoning();
}
