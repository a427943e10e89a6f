import type { ToolDefinition } from '@tuneloop/protocol';
import { generic, llama } from './formats/bare-json.ts';
import { deepseek } from './formats/deepseek.ts';
import { harmony } from './formats/harmony.ts';
import { hermes } from './formats/hermes.ts';
import { mistral } from './formats/mistral.ts';
import { qwenCoder } from './formats/qwen-coder.ts';
import { granite, phi } from './formats/tool-call-list.ts';
import type { ToolCallFormat } from './formats/tool-call-format.ts';
import { createOutputParser, type OutputParser } from './output-parser.ts';
import { reasoningBlock, reasoningMarkup } from './reasoning.ts';

export interface OutputParserOptions {
  /** Those that the model may call; none: nothing in its output is a call. */
  tools?: readonly ToolDefinition[] | undefined;
  /**
   * Whether the output may begin with reasoning (`allowed`, the default), is in the middle of it because the prompt
   * ended with its opening markup (`opened`), or has none.
   */
  reasoning?: 'allowed' | 'opened' | 'none' | undefined;
  /** How calls are written, if not as the template has it. */
  format?: ToolCallFormat | undefined;
  createId?: (() => string) | undefined;
}

/**
 * The parser for what a model with this chat template writes; the template's own text tells which family it is of.
 *
 * @returns `undefined` when its output is content and nothing else.
 */
export function chooseOutputParser(
  chatTemplate: string | undefined,
  options: OutputParserOptions = {},
): OutputParser | undefined {
  const { tools = [], reasoning = 'allowed', createId } = options;
  const format = options.format ?? toolCallFormat(chatTemplate);
  const markup = reasoning === 'none' ? undefined : reasoningMarkup(chatTemplate ?? '');
  // Its channels carry everything, so that without tools there is still something to take apart.
  const parsesCalls = tools.length > 0 || format === harmony;
  if (markup === undefined && !parsesCalls) return undefined;
  return createOutputParser(function* (source, sink) {
    if (markup !== undefined) yield* reasoningBlock(source, sink, markup, reasoning === 'opened');
    if (parsesCalls) yield* format.parse(source, sink, tools);
    else yield* source.until([], (piece) => sink.text(piece));
  }, createId);
}

/** How models with this chat template call tools; as generic JSON when it doesn't tell. */
export function toolCallFormat(chatTemplate: string | undefined): ToolCallFormat {
  return signs.find(([sign]) => sign.test(chatTemplate ?? ''))?.[1] ?? generic;
}

/** What a template has that no template of a family below it has. */
const signs: readonly (readonly [RegExp, ToolCallFormat])[] = [
  [/<\|channel\|>/, harmony],
  [/<parameter=/, qwenCoder],
  [/<｜tool▁calls▁begin｜>/, deepseek],
  [/\[TOOL_CALLS\]/, mistral],
  [/<\|\/tool_call\|>|<\|tool\|>/, phi],
  [/<\|tool_call\|>/, granite],
  [/<tool_call>/, hermes],
  [/<\|start_header_id\|>(?=.*"parameters")/s, llama],
];
