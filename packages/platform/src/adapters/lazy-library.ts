import type { AdapterLibrary, LibraryChange } from './adapter-library.ts';

/**
 * A library that is opened when it is first needed, and empty until then: most commands never look at adapters. Where
 * opening fails it stays empty.
 */
export function createLazyLibrary(
  open: () => Promise<AdapterLibrary>,
  onFailure: (error: unknown) => void,
): AdapterLibrary {
  const listeners = new Set<(change: LibraryChange) => void>();
  let library: AdapterLibrary | undefined;
  let opening: Promise<void> | undefined;
  let isClosed = false;
  const tell = (change: LibraryChange): void => {
    for (const listener of listeners) listener(change);
  };

  async function begin(): Promise<void> {
    try {
      const opened = await open();
      if (isClosed) {
        await opened[Symbol.asyncDispose]();
        return;
      }
      library = opened;
      opened.watch(tell);
      const names = [...opened.list(), ...opened.refused()].map(({ name }) => name);
      for (const name of new Set(names)) tell({ name });
    } catch (error) {
      onFailure(error);
    }
  }

  return {
    list: () => library?.list() ?? [],
    versions: (name) => library?.versions(name) ?? [],
    refused: () => library?.refused() ?? [],
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async refresh() {
      const isFirst = opening === undefined;
      opening ??= begin();
      await opening;
      if (!isFirst) await library?.refresh();
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      listeners.clear();
      await opening;
      await library?.[Symbol.asyncDispose]();
    },
  };
}
