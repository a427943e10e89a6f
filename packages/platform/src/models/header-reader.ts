import type { MetadataReader } from './metadata-reader.ts';
import type { ModelHeaders } from './model-memory.ts';
import type { ModelSettings } from './model-settings.ts';

/** What the files of a model say of themselves: its own, and that of its draft model. */
export interface HeaderReader {
  /** `undefined` when the model's own file cannot be read: what is wrong with it the engine says better. */
  read(path: string, settings: ModelSettings): Promise<ModelHeaders | undefined>;
  /** What was read by now. */
  known(path: string, settings: ModelSettings): ModelHeaders | undefined;
}

export function createHeaderReader(metadata: MetadataReader): HeaderReader {
  const readQuietly = (path: string) => metadata.read(path).catch(() => undefined);
  return {
    async read(path, settings) {
      const draftPath = draftPathOf(settings);
      const [own, draft] = await Promise.all([
        readQuietly(path),
        draftPath === undefined ? undefined : readQuietly(draftPath),
      ]);
      return own && { metadata: own, draft };
    },
    known(path, settings) {
      const own = metadata.known(path);
      const draftPath = draftPathOf(settings);
      return own && { metadata: own, draft: draftPath === undefined ? undefined : metadata.known(draftPath) };
    },
  };
}

function draftPathOf({ speculative }: ModelSettings): string | undefined {
  return speculative?.type === 'draft' ? speculative.path : undefined;
}
