import { markedCalls } from './marked-calls.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

/**
 * `<|tool_call|>[{"name": …, "arguments": …}]`: Granite 3. Some of its releases leave the bars out.
 *
 * Source: https://www.ibm.com/granite/docs/models/granite
 */
export const granite: ToolCallFormat = {
  name: 'granite',
  markup: ['<|tool_call|>'],
  parse: (source, sink) => markedCalls(source, sink, ['<|tool_call|>', '<tool_call>'], ['</tool_call>']),
};

/**
 * `<|tool_call|>[{"name": …, "arguments": …}]<|/tool_call|>`: Phi-4 mini, which also writes `functools[…]`.
 *
 * Source: https://huggingface.co/microsoft/Phi-4-mini-instruct#tool-enabled-function-calling-format
 */
export const phi: ToolCallFormat = {
  name: 'phi',
  markup: ['<|tool_call|>', '<|/tool_call|>'],
  parse: (source, sink) => markedCalls(source, sink, ['<|tool_call|>', 'functools'], ['<|/tool_call|>']),
};
