import type { LoadedModel } from '@tuneloop/protocol';
import type { AdapterFormat } from '@tuneloop/runtime';
import type { AdapterLibrary } from './adapter-library.ts';

/** Adapters by what they are for: a name may mean one of each. */
export type AdapterLibraries = Readonly<Record<AdapterFormat, AdapterLibrary>>;

/** Which of them a model takes. */
export function adapterFormatFor({ info }: Pick<LoadedModel, 'info'>): AdapterFormat {
  return info.engine === 'onnx' ? 'onnx' : 'gguf';
}

/** All of them in one. Where a name is in both, the GGUF ones are told. */
export function mergeLibraries({ gguf, onnx }: AdapterLibraries): AdapterLibrary {
  const both = [gguf, onnx];
  return {
    list() {
      const names = new Set(gguf.list().map(({ name }) => name));
      return [...gguf.list(), ...onnx.list().filter(({ name }) => !names.has(name))];
    },
    versions(name) {
      const versions = gguf.versions(name);
      return versions.length > 0 ? versions : onnx.versions(name);
    },
    refused: () => both.flatMap((library) => library.refused()),
    watch(listener) {
      const ends = both.map((library) => library.watch(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    async refresh() {
      await Promise.all(both.map((library) => library.refresh()));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(both.map((library) => library[Symbol.asyncDispose]()));
    },
  };
}
