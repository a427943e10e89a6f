import { namedJsonCalls } from './named-json.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

const sectionStart = '<|tool_calls_section_begin|>';
const callStart = '<|tool_call_begin|>';
const separator = '<|tool_call_argument_begin|>';
const callEnd = '<|tool_call_end|>';
const sectionEnd = '<|tool_calls_section_end|>';

/**
 * `<|tool_call_begin|>functions.name:0<|tool_call_argument_begin|>{…}<|tool_call_end|>`, calls being numbered: Kimi K2.
 * What stands before the arguments is the call's id, which its result names.
 *
 * Source: https://huggingface.co/moonshotai/Kimi-K2-Instruct/blob/main/docs/tool_call_guidance.md
 */
export const kimi: ToolCallFormat = {
  name: 'kimi',
  markup: [sectionStart, callStart, separator, callEnd, sectionEnd],
  callStart: sectionStart,
  parse: (source, sink) =>
    namedJsonCalls(source, sink, {
      frames: [sectionStart, sectionEnd],
      callStart,
      separator,
      callEnd,
      heading: /^(?=(?<id>.*:\d+$)?)(?:functions\.)?(?<name>[\w.-]{1,64})(?::\d+)?$/,
    }),
  notation: {
    open: sectionStart,
    close: sectionEnd,
    between: '',
    before: (name) => [`${callStart}functions.${name}:`, { rule: '[0-9]{1,3}', example: '0' }, separator],
    after: callEnd,
  },
};
