import { resolve } from 'node:path';
import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { convertForFirstFit } from '../peft/convert-for-first-fit.ts';
import { AdapterLibrary } from './adapter-library.ts';
import type { AdapterFormat } from './adapter-format.ts';
import { parseAdapterPattern } from './adapter-pattern.ts';
import { concurrencyLimit } from './concurrency-limit.ts';
import { ContentCache } from './content-cache.ts';
import { FolderSignals } from './folder-signals.ts';
import type { AdapterLibraryChange, WatchedAdapters } from './stored-adapter.ts';
import { VersionRegistry } from './version-registry.ts';

export interface WatchAdaptersOptions {
  /** Globs, folders (every adapter in them) or paths; see `splitAdapterPatterns` for `LORA_PATHS`. They need not exist yet. */
  patterns: readonly string[];
  /** Of one engine: files of the other are not looked at. Default `gguf`. */
  format?: AdapterFormat | undefined;
  /** Where contents and version numbers are kept: not for anything else, and not among the patterns. */
  cacheFolder: string;
  /** Paths of the GGUF models that PEFT folders are converted for: the first that one fits. */
  baseModels?: (() => readonly string[]) | undefined;
  /** Versions of a name that stay on the disk; default 10. */
  keptVersions?: number | undefined;
  /** Ends the watching, as disposing does. */
  signal?: AbortSignal | undefined;
}

/**
 * Watches folders for LoRA adapters: `.gguf` files, and PEFT folders, which are converted; or `.onnx_adapter` files. Each one that is complete
 * (whole by its own table and not written for 50 ms) is copied into the cache folder under the hash of its
 * content and gets a version; broken ones are refused with a reason, and what was there before stays. Resolves when
 * everything that is there now has been taken or refused.
 *
 * Errors: `INVALID_REQUEST` (no pattern), `STORE_FAILED` (the cache folder cannot be written), `ABORTED`.
 */
export async function watchAdapters(options: WatchAdaptersOptions): Promise<WatchedAdapters> {
  const { patterns, cacheFolder, format = 'gguf', baseModels = () => [], keptVersions = 10, signal } = options;
  throwIfAborted(signal);
  if (patterns.length === 0 || !Number.isInteger(keptVersions) || keptVersions < 1) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `watchAdapters needs patterns and keptVersions of at least 1, not ${JSON.stringify({ patterns, keptVersions })}.`,
    );
  }
  const ending = new AbortController();
  const cache = new ContentCache(resolve(cacheFolder), format);
  await cache.open();
  const registry = await VersionRegistry.open(cache.folder, keptVersions);
  await cache.prune(registry.hashes());
  const listeners = new Set<(change: AdapterLibraryChange) => void>();
  const parsed = patterns.map(parseAdapterPattern);
  const library = new AdapterLibrary({
    patterns: parsed,
    format,
    cache,
    registry,
    limit: concurrencyLimit(4),
    signal: ending.signal,
    convert: (source, output, signal) => convertForFirstFit({ source, output, bases: baseModels(), signal }),
    onChange: (change) => {
      for (const listener of listeners) listener(change);
    },
  });
  const signals = new FolderSignals(new Set(parsed.map(({ folder }) => folder)), () => void library.look());
  const end = async (): Promise<void> => {
    ending.abort();
    listeners.clear();
    signals[Symbol.dispose]();
    await library.settled();
  };
  const onAbort = (): void => void end();
  signal?.addEventListener('abort', onAbort, { once: true });
  await library.refresh();
  if (signal?.aborted) {
    await end();
    throwIfAborted(signal);
  }
  return {
    list: () => library.list(),
    versions: (name) => library.versions(name),
    refused: () => library.refused(),
    refresh: () => library.refresh(),
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener('abort', onAbort);
      await end();
    },
  };
}
