import { readModelMetadata, type ModelMetadata } from '@tuneloop/runtime';

/** Reads what model files say of themselves, each once and one after another. */
export interface MetadataReader {
  /** Errors: as of `readModelMetadata`. */
  read(path: string): Promise<ModelMetadata>;
  /** What is known by now; begins to read it otherwise. */
  known(path: string): ModelMetadata | undefined;
}

export function createMetadataReader(): MetadataReader {
  const reading = new Map<string, Promise<ModelMetadata>>();
  const known = new Map<string, ModelMetadata>();
  let last: Promise<unknown> = Promise.resolve();

  function read(path: string): Promise<ModelMetadata> {
    const begun = reading.get(path);
    if (begun !== undefined) return begun;
    const result = last.then(() => readModelMetadata(path));
    reading.set(path, result);
    last = result.then(
      (metadata) => known.set(path, metadata),
      // It may be replaced by a whole one.
      () => reading.delete(path),
    );
    return result;
  }

  return {
    read,
    known(path) {
      void read(path).catch(() => undefined);
      return known.get(path);
    },
  };
}
