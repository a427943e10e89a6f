import { jsonNotation } from './call-notation.ts';
import { markedCalls, type CallMarks } from './marked-calls.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

/** `[{"name": …, "arguments": …}]` between marks. */
function listFormat(name: string, open: string, close: string, others: Partial<CallMarks> = {}): ToolCallFormat {
  const openers = [open, ...(others.openers ?? [])];
  const closers = [...(close === '' ? [] : [close]), ...(others.closers ?? [])];
  return {
    name,
    markup: [open, ...(close === '' ? [] : [close])],
    parse: (source, sink) => markedCalls(source, sink, { openers, closers }),
    notation: jsonNotation({ open: `${open}[`, close: `]${close}`, between: ', ' }),
  };
}

/**
 * `<|tool_call|>[{"name": …, "arguments": …}]`: Granite 3. Some of its releases leave the bars out.
 *
 * Source: https://www.ibm.com/granite/docs/models/granite
 */
export const granite: ToolCallFormat = listFormat('granite', '<|tool_call|>', '', {
  openers: ['<tool_call>'],
  closers: ['</tool_call>'],
});

/**
 * `<|tool_call|>[{"name": …, "arguments": …}]<|/tool_call|>`: Phi-4 mini, which also writes `functools[…]`.
 *
 * Source: https://huggingface.co/microsoft/Phi-4-mini-instruct#tool-enabled-function-calling-format
 */
export const phi: ToolCallFormat = listFormat('phi', '<|tool_call|>', '<|/tool_call|>', { openers: ['functools'] });

/**
 * `<TOOLCALL>[{"name": …, "arguments": …}]</TOOLCALL>`: Nemotron Nano 2.
 *
 * Source: the chat template of NVIDIA-Nemotron-Nano-9B-v2
 */
export const nemotron: ToolCallFormat = listFormat('nemotron', '<TOOLCALL>', '</TOOLCALL>');

/**
 * `<tool_calls>[{"name": …, "arguments": …}]</tool_calls>`, or one object a line: Hunyuan, Apriel, MiniMax M1.
 *
 * Source: https://github.com/Tencent-Hunyuan/Hunyuan-A13B, the chat templates of Apriel 1.6 and MiniMax-M1
 */
export const toolCallsTag: ToolCallFormat = listFormat('tool-calls-tag', '<tool_calls>', '</tool_calls>');

/**
 * `<|function_call|>{"name": …, "arguments": …}`: GigaChat 3.1.
 *
 * Source: the chat template of GigaChat3.1-10B-A1.8B
 */
export const gigaChat: ToolCallFormat = {
  ...listFormat('gigachat', '<|function_call|>', ''),
  notation: jsonNotation({ open: '<|function_call|>' }),
};
