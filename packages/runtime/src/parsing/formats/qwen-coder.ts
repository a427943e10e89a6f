import { tagNotation } from './tag-notation.ts';
import { taggedParameters, type ParameterTags } from './tagged-parameters.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

const tags: ParameterTags = {
  block: { open: ['<tool_call>'], close: ['</tool_call>'] },
  call: { open: '<function=', nameEnd: '>', close: '</function>' },
  parameter: { open: '<parameter=', keyEnd: '>', close: '</parameter>' },
  padded: true,
};

/**
 * `<tool_call><function=name><parameter=key>value</parameter></function></tool_call>`, values being plain text:
 * Qwen3-Coder, Qwen3.5, Nemotron 3, Step 3.5. `<tool_call>` is left out at times.
 *
 * Source: https://huggingface.co/Qwen/Qwen3-Coder-30B-A3B-Instruct, its chat template and `qwen3coder_tool_parser.py`
 */
export const qwenCoder: ToolCallFormat = {
  name: 'qwen-coder',
  markup: [...tags.block.open, ...tags.block.close],
  parse: (source, sink, tools) => taggedParameters(source, sink, tools, tags),
  notation: tagNotation(tags, { blocks: true }),
};

const seedTags: ParameterTags = {
  ...tags,
  block: { open: ['<seed:tool_call>'], close: ['</seed:tool_call>'] },
};

/**
 * As Qwen3-Coder's, within `<seed:tool_call>`: Seed-OSS.
 *
 * Source: https://huggingface.co/ByteDance-Seed/Seed-OSS-36B-Instruct, its chat template
 */
export const seed: ToolCallFormat = {
  name: 'seed',
  markup: [...seedTags.block.open, ...seedTags.block.close],
  parse: (source, sink, tools) => taggedParameters(source, sink, tools, seedTags),
  notation: tagNotation(seedTags, { blocks: true }),
};
