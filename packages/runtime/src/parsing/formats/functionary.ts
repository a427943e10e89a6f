import { namedJsonCalls } from './named-json.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

/**
 * `<function=name>{…}</function>`: Functionary 3.1 and what was trained on Llama's custom tool calls.
 *
 * Source: https://www.llama.com/docs/model-cards-and-prompt-formats/llama3_1/#user-defined-custom-tool-calling
 */
export const functionary: ToolCallFormat = {
  name: 'functionary',
  markup: [],
  parse: (source, sink) =>
    namedJsonCalls(source, sink, {
      frames: [],
      callStart: '<function=',
      separator: '>',
      callEnd: '</function>',
      heading: /^(?<name>[\w.-]{1,64})$/,
    }),
  notation: {
    open: '',
    close: '',
    between: '',
    before: (name) => [`<function=${name}>`],
    after: '</function>',
  },
};
