import { readModelMetadata, type ModelMetadata } from '@tuneloop/runtime';

/** Reads what model files say of themselves, each once: it costs a quarter of a second of computing. */
export interface MetadataReader {
  /** Errors: as of `readModelMetadata`. */
  read(path: string): Promise<ModelMetadata>;
  /** What was read by now. */
  known(path: string): ModelMetadata | undefined;
}

export function createMetadataReader(): MetadataReader {
  const known = new Map<string, ModelMetadata>();
  return {
    async read(path) {
      const metadata = known.get(path) ?? (await readModelMetadata(path));
      known.set(path, metadata);
      return metadata;
    },
    known: (path) => known.get(path),
  };
}
