import { createHash } from 'node:crypto';
import { downloadFile } from '../download/download-file.ts';
import { assertGguf } from '../gguf/assert-gguf.ts';
import { modelIdFromFile } from '../model-id.ts';
import type { UrlReference } from '../model-reference.ts';
import { filePartPaths } from '../split-files.ts';
import type { LocatedModel, ResolverContext } from './located-model.ts';
import { toStorePath } from './store-path.ts';

/** A GGUF file (or all parts of a split one) at a URL; a query is sent with every part. */
export function locateUrl(reference: UrlReference, context: ResolverContext): LocatedModel {
  const url = new URL(reference.url);
  const path = decodeURIComponent(url.pathname);
  // Another query is another file, but it may hold a token: it does not belong into a file name.
  const query = url.search === '' ? '' : `q${createHash('sha256').update(url.search).digest('hex').slice(0, 8)}`;
  const parts = filePartPaths(path);
  return {
    id: modelIdFromFile(path),
    files: parts.map((part) => {
      const partUrl = new URL(url);
      partUrl.pathname = part.split('/').map(encodeURIComponent).join('/');
      const expected = parts.length === 1 ? { sha256: reference.sha256 } : {};
      const label = part.slice(part.lastIndexOf('/') + 1);
      return {
        ...expected,
        storePath: toStorePath('https', url.host, query, part),
        label,
        fetch: (options) =>
          downloadFile({
            ...options,
            ...expected,
            url: partUrl.href,
            label,
            client: context.client,
            disk: context.disk,
            assertContent: assertGguf,
          }),
      };
    }),
  };
}
