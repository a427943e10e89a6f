import { tagNotation } from './tag-notation.ts';
import { taggedParameters, type ParameterTags } from './tagged-parameters.ts';
import type { ToolCallFormat } from './tool-call-format.ts';

/** @param suffix what the names of all tags end with. */
function argumentKeyTags(suffix: string, nameEnd: string): ParameterTags {
  return {
    block: { open: [], close: [] },
    call: { open: `<tool_call${suffix}>`, nameEnd, close: `</tool_call${suffix}>` },
    parameter: {
      open: `<arg_key${suffix}>`,
      keyEnd: `</arg_key${suffix}>`,
      valueOpen: `<arg_value${suffix}>`,
      close: `</arg_value${suffix}>`,
    },
    padded: false,
  };
}

function markupOf({ block, call, parameter }: ParameterTags): string[] {
  const { open, keyEnd, valueOpen = [], close } = parameter;
  return [...block.open, ...block.close, call.open, call.close, open, keyEnd, valueOpen, close].flat();
}

const glmTags = argumentKeyTags('', '');

/**
 * `<tool_call>name<arg_key>key</arg_key><arg_value>value</arg_value></tool_call>`, values being plain text or JSON:
 * GLM 4.5 to 4.7, Ling 3, Laguna.
 *
 * Source: https://huggingface.co/zai-org/GLM-4.6, its chat template
 */
export const glm: ToolCallFormat = {
  name: 'glm',
  markup: markupOf(glmTags),
  parse: (source, sink, tools) => taggedParameters(source, sink, tools, glmTags),
  notation: tagNotation(glmTags),
};

const hunyuanTags: ParameterTags = {
  ...argumentKeyTags(':opensource', '<tool_sep:opensource>'),
  block: { open: ['<tool_calls:opensource>'], close: ['</tool_calls:opensource>'] },
};

/**
 * As GLM's, with names that end in `:opensource` and `<tool_sep:opensource>` behind a call's: Hunyuan 3.
 *
 * Source: https://huggingface.co/tencent, the chat template of Hy3
 */
export const hunyuan: ToolCallFormat = {
  name: 'hunyuan',
  markup: [...markupOf(hunyuanTags), hunyuanTags.call.nameEnd],
  parse: (source, sink, tools) => taggedParameters(source, sink, tools, hunyuanTags),
  notation: tagNotation(hunyuanTags),
};
