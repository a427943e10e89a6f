import type { LlamaModel } from 'node-llama-cpp';
import type { InfillMarkup } from '../../hosting/infill.ts';

const repositoryTexts = ['<|repo_name|>', '<repo_name>', '<reponame>'];
const fileTexts = ['<|file_sep|>', '<file_sep>'];

/** As the model's vocabulary has it; `undefined` where it has none. */
export function infillMarkup(model: LlamaModel, controlTexts: readonly string[]): InfillMarkup | undefined {
  const { prefixString, suffixString, middleString } = model.tokens.infill;
  if (!prefixString || !suffixString || !middleString) return undefined;
  const known = (texts: readonly string[]): string | undefined => texts.find((text) => controlTexts.includes(text));
  return {
    prefix: prefixString,
    suffix: suffixString,
    middle: middleString,
    repository: known(repositoryTexts),
    file: known(fileTexts),
  };
}
