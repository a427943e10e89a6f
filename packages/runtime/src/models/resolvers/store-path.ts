import { TuneloopError } from '@tuneloop/protocol';
import type { RemoteReference } from '../model-reference.ts';

/**
 * A path below the store's folder, made of parts that may come from a server: each stays one harmless name.
 *
 * Errors: `INVALID_REQUEST` for a part that would leave the folder.
 */
export function toStorePath(...parts: readonly string[]): string {
  const segments = parts.flatMap((part) => part.split('/')).filter((segment) => segment !== '');
  return segments
    .map((segment) => {
      if (segment === '.' || segment === '..') {
        throw new TuneloopError('INVALID_REQUEST', `The path ${parts.join('/')} leaves its folder.`);
      }
      // Windows knows no such characters, nor names that end with a dot.
      return segment.replaceAll(/[^\p{L}\p{N}._+@=~-]/gu, '_').replace(/\.$/, '_');
    })
    .join('/');
}

/** The folder below which the files of a reference lie; of the embedded model when it's left out. */
export function remoteFolder(reference: RemoteReference | undefined): string {
  if (reference === undefined) return 'embedded';
  switch (reference.type) {
    case 'hugging-face':
      return toStorePath('hf', reference.repository, reference.revision ?? 'main');
    case 'ollama':
      return toStorePath('ollama', reference.host ?? '', reference.namespace, reference.name);
    case 'url':
      return toStorePath('https', new URL(reference.url).host);
    case 'npm':
      return toStorePath('npm', reference.package, reference.version ?? 'latest');
    case 'pypi':
    default:
      return toStorePath('pypi', reference.package, reference.version ?? 'latest');
  }
}
