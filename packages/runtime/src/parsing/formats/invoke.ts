import { tagNotation } from './tag-notation.ts';
import { taggedParameters, type ParameterTags } from './tagged-parameters.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

const minimaxTags: ParameterTags = {
  block: { open: ['<minimax:tool_call>'], close: ['</minimax:tool_call>'] },
  call: { open: '<invoke name="', nameEnd: '">', close: '</invoke>' },
  parameter: { open: '<parameter name="', keyEnd: '">', close: '</parameter>' },
  padded: false,
};

/**
 * `<minimax:tool_call><invoke name="name"><parameter name="key">value</parameter></invoke></minimax:tool_call>`:
 * MiniMax M2.
 *
 * Source: https://huggingface.co/MiniMaxAI/MiniMax-M2/blob/main/docs/tool_calling_guide.md
 */
export const minimax: ToolCallFormat = {
  name: 'minimax',
  markup: [...minimaxTags.block.open, ...minimaxTags.block.close],
  parse: (source, sink, tools) => taggedParameters(source, sink, tools, minimaxTags),
  notation: tagNotation(minimaxTags),
};

const mark = '｜DSML｜';
const dsmlTags: ParameterTags = {
  block: {
    open: [`<${mark}function_calls>`, `<${mark}tool_calls>`],
    close: [`</${mark}function_calls>`, `</${mark}tool_calls>`],
  },
  call: { open: `<${mark}invoke name="`, nameEnd: '">', close: `</${mark}invoke>` },
  parameter: {
    open: `<${mark}parameter name="`,
    keyEnd: '"',
    attributes: { end: '>', types: { 'string="true"': ['string'], 'string="false"': [], '': undefined } },
    close: `</${mark}parameter>`,
  },
  padded: false,
};

/**
 * `<｜DSML｜invoke name="name"><｜DSML｜parameter name="key" string="true">value</｜DSML｜parameter></｜DSML｜invoke>`
 * within `<｜DSML｜function_calls>` (DeepSeek V3.2) or `<｜DSML｜tool_calls>` (V4).
 *
 * Source: https://huggingface.co/deepseek-ai/DeepSeek-V3.2, `encoding/encoding_dsv32.py`, and the chat template of V4
 */
export const dsml: ToolCallFormat = {
  name: 'dsml',
  markup: [mark, ...dsmlTags.block.open, ...dsmlTags.block.close],
  parse: (source, sink, tools) => taggedParameters(source, sink, tools, dsmlTags),
  notation: tagNotation(dsmlTags),
};

const functionTags: ParameterTags = {
  block: { open: [], close: [] },
  call: { open: '<function name="', nameEnd: '">', close: '</function>' },
  parameter: { open: '<param name="', keyEnd: '">', close: '</param>' },
  padded: false,
};

/**
 * `<function name="name"><param name="key">value</param></function>`: MiniCPM5.
 *
 * Source: https://huggingface.co/openbmb/MiniCPM5-1B, its chat template
 */
export const miniCpm: ToolCallFormat = {
  name: 'minicpm',
  markup: ['<function', '</function>', '<param', '</param>'],
  parse: (source, sink, tools) => taggedParameters(source, sink, tools, functionTags),
  notation: tagNotation(functionTags),
};
