import type { ToolDefinition } from '@tuneloop/protocol';
import { apertus } from './formats/apertus.ts';
import { glm, hunyuan } from './formats/argument-keys.ts';
import { generic, llama } from './formats/bare-json.ts';
import { cohere } from './formats/cohere.ts';
import { deepseek, deepseekFenced } from './formats/deepseek.ts';
import { functionary } from './formats/functionary.ts';
import { functionGemma, gemma } from './formats/gemma.ts';
import { harmony } from './formats/harmony.ts';
import { hermes } from './formats/hermes.ts';
import { dsml, miniCpm, minimax } from './formats/invoke.ts';
import { kimi } from './formats/kimi.ts';
import { lfm } from './formats/lfm.ts';
import { mistral, mistralNamed, mistralNumbered } from './formats/mistral.ts';
import { qwenCoder, seed } from './formats/qwen-coder.ts';
import { gigaChat, granite, nemotron, phi, toolCallsTag } from './formats/tool-call-list.ts';
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
  const parsesFormat = tools.length > 0 || format.frames !== undefined;
  if (markup === undefined && !parsesFormat) return undefined;
  return createOutputParser(function* (source, sink) {
    const callStart = tools.length > 0 ? format.callStart : undefined;
    if (markup !== undefined)
      yield* reasoningBlock(source, sink, markup, { opened: reasoning === 'opened', callStart });
    if (parsesFormat) yield* format.parse(source, sink, tools);
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
  [/<\|tool_call>/, gemma],
  [/<start_function_call>/, functionGemma],
  [/｜DSML｜/, dsml],
  [/<minimax:tool_call>/, minimax],
  [/<seed:tool_call>/, seed],
  [/<arg_key\{\}>/, hunyuan],
  [/<arg_key>/, glm],
  [/<function name="/, miniCpm],
  [/<parameter=/, qwenCoder],
  [/<function=/, functionary],
  [/<｜tool▁calls▁begin｜>(?=.*```json)/s, deepseekFenced],
  [/<｜tool▁calls▁begin｜>/, deepseek],
  [/<\|tool_calls_section_begin\|>/, kimi],
  [/<\|START_ACTION\|>/, cohere],
  [/\[CALL_ID\]/, mistralNumbered],
  [/\[ARGS\]/, mistralNamed],
  [/\[TOOL_CALLS\]/, mistral],
  [/<TOOLCALL>/, nemotron],
  [/<\|function_call\|>/, gigaChat],
  [/<\|tools_prefix\|>/, apertus],
  [/<tool_calls>/, toolCallsTag],
  [/<\|\/tool_call\|>|<\|tool\|>/, phi],
  [/<\|tool_call\|>/, granite],
  [/<\|tool_(?:list|call)_start\|>|"List of tools: \["/, lfm],
  [/<tool_call>/, hermes],
  [/<\|start_header_id\|>(?=.*"parameters")/s, llama],
];
