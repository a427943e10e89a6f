import { namedJsonCalls } from './named-json.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

const callsStart = '<｜tool▁calls▁begin｜>';
const callStart = '<｜tool▁call▁begin｜>';
const separator = '<｜tool▁sep｜>';
const callEnd = '<｜tool▁call▁end｜>';
const callsEnd = '<｜tool▁calls▁end｜>';

/**
 * `<｜tool▁calls▁begin｜>` with, for each call, `<｜tool▁call▁begin｜>name<｜tool▁sep｜>` and the arguments: DeepSeek V3.1.
 *
 * Source: https://huggingface.co/deepseek-ai/DeepSeek-V3.1#toolcall
 */
export const deepseek: ToolCallFormat = {
  name: 'deepseek',
  markup: [callsStart, callStart, separator, callEnd, callsEnd],
  callStart: callsStart,
  parse: (source, sink) =>
    namedJsonCalls(source, sink, {
      frames: [callsStart, callsEnd],
      callStart,
      separator,
      callEnd,
      heading: /^(?<name>[\w.-]{1,64})$/,
    }),
  notation: {
    open: callsStart,
    close: callsEnd,
    between: '',
    before: (name) => [`${callStart}${name}${separator}`],
    after: callEnd,
  },
};

/**
 * As V3.1's, but `<｜tool▁call▁begin｜>function<｜tool▁sep｜>name` and the arguments in a code fence: DeepSeek R1 and V3.
 *
 * Source: the chat template of DeepSeek-R1
 */
export const deepseekFenced: ToolCallFormat = {
  ...deepseek,
  notation: {
    open: callsStart,
    close: callsEnd,
    between: '\n',
    before: (name) => [`${callStart}function${separator}${name}\n\`\`\`json\n`],
    after: `\n\`\`\`${callEnd}`,
  },
};
