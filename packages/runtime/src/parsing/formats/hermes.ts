import { jsonNotation } from './call-notation.ts';
import { markedCalls } from './marked-calls.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

/**
 * `<tool_call>{"name": …, "arguments": …}</tool_call>`: Hermes, Qwen2.5, Qwen3, QwQ, SmolLM3, Granite 4.
 *
 * Source: https://github.com/NousResearch/Hermes-Function-Calling, https://qwen.readthedocs.io/en/latest/framework/function_call.html
 */
export const hermes: ToolCallFormat = {
  name: 'hermes',
  markup: ['<tool_call>', '</tool_call>'],
  parse: (source, sink) => markedCalls(source, sink, { openers: ['<tool_call>'], closers: ['</tool_call>'] }),
  notation: jsonNotation({ each: { open: '<tool_call>\n', close: '\n</tool_call>' }, between: '\n' }),
};
