import type { GgufHeader } from './gguf-header.ts';

/** What a model was made from, as its card said when it was converted. */
export interface ModelLineage {
  /** `owner/name` where a repository is named, else a name; more than one for a merge of models. */
  baseModels?: readonly string[];
  /** Likewise. */
  datasets?: readonly string[];
}

/** Lists of a GGUF header are short; a damaged count must not make a long loop. */
const most = 64;

/** Reads `general.base_model.N.…` and `general.dataset.N.…` (GGUF, "Source metadata"). */
export function readLineage(header: Pick<GgufHeader, 'text' | 'number'>): ModelLineage {
  const [baseModels, datasets] = [sourcesIn(header, 'general.base_model'), sourcesIn(header, 'general.dataset')];
  return { ...(baseModels.length > 0 && { baseModels }), ...(datasets.length > 0 && { datasets }) };
}

function sourcesIn({ text, number }: Pick<GgufHeader, 'text' | 'number'>, key: string): string[] {
  const count = Math.min(number(`${key}.count`) ?? 0, most);
  return Array.from({ length: count }, (_, index) => {
    const field = (name: string): string | undefined => text(`${key}.${index}.${name}`);
    const repository = /^https?:\/\/huggingface\.co\/(?:datasets\/)?([^/]+\/[^/?#]+)/.exec(
      field('repo_url') ?? '',
    )?.[1];
    const named = [field('organization'), field('name')].filter((part) => part !== undefined).join('/');
    return repository ?? named;
  }).filter((source) => source !== '');
}
