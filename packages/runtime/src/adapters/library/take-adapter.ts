import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { readOnnxAdapter } from '../onnx/read-onnx-adapter.ts';
import { readAdapter } from '../read-adapter.ts';
import type { ContentCache } from './content-cache.ts';
import { stampOf, type FileStamp } from './file-stamp.ts';
import type { AdapterCandidate } from './find-adapters.ts';

export interface TakeOptions {
  cache: ContentCache;
  /** Writes a PEFT folder as GGUF to `output`. */
  convert: (folder: string, output: string, signal: AbortSignal) => Promise<void>;
  /** The hash of the content that a file had with this stamp, if that is still stored. */
  knownHash: (file: string, stamp: string) => string | undefined;
  /** Runs at most a few at once. */
  limit: <T>(task: () => Promise<T>) => Promise<T>;
  signal: AbortSignal;
}

export interface TakenAdapter {
  hash: string;
  stamp: string;
}

/** Not written for this long: whoever wrote it is done, if it is whole. */
const quietMs = 50;
/** A file that is not whole and not written for this long is refused; it may still be continued later. */
const abandonedMs = 1000;

/**
 * Waits until an adapter is complete (whole by its own tensor table, and quiet) and copies or converts it into the
 * cache. `undefined` when it went away.
 *
 * Errors: `ADAPTER_INVALID`, `STORE_FAILED`, `RESOURCE_EXHAUSTED`, `UNSUPPORTED`, `ABORTED`.
 */
export async function takeAdapter(
  candidate: AdapterCandidate,
  options: TakeOptions,
): Promise<TakenAdapter | undefined> {
  const { signal } = options;
  let seen: { text: string; since: number } | undefined;
  for (;;) {
    const stamp = await untilQuiet(candidate, signal);
    if (stamp === undefined) return undefined;
    // Its time of writing may lie in the future, where the clock was set back meanwhile.
    if (stamp.text !== seen?.text) seen = { text: stamp.text, since: performance.now() };
    const known = options.knownHash(candidate.file, stamp.text);
    if (known !== undefined) return { hash: known, stamp: stamp.text };
    try {
      const hash = await options.limit(() => copyContent(candidate, stamp, options));
      if (hash !== undefined) return { hash, stamp: stamp.text };
    } catch (error) {
      const now = await stampOf(candidate).catch(() => undefined);
      if (now === undefined) return undefined;
      const isStale = now.text !== stamp.text;
      const unchangedMs = Math.max(Date.now() - now.modifiedMs, performance.now() - seen.since);
      if (!isStale && !(isTruncated(error) && unchangedMs < abandonedMs)) throw error;
      await sleep(quietMs / 2, undefined, { signal });
    }
  }
}

/** Resolves when nothing was written for a while; a file renamed into place mostly is quiet already. */
async function untilQuiet(candidate: AdapterCandidate, signal: AbortSignal): Promise<FileStamp | undefined> {
  let stamp = await stampOf(candidate);
  while (stamp !== undefined) {
    const age = Date.now() - stamp.modifiedMs;
    if (age >= quietMs) return stamp;
    await sleep(Math.min(quietMs, quietMs - age), undefined, { signal });
    const next = await stampOf(candidate);
    // Clocks of file servers run ahead: then it counts that it did not change meanwhile.
    if (next?.text === stamp.text) return next;
    stamp = next;
  }
  return undefined;
}

/** `undefined` when it was changed meanwhile. */
async function copyContent(
  candidate: AdapterCandidate,
  stamp: FileStamp,
  { cache, convert, signal }: TakeOptions,
): Promise<string | undefined> {
  const { kind, file } = candidate;
  if (kind === 'gguf') await readAdapter(file);
  if (kind === 'onnx') await readOnnxAdapter(file);
  const draft = kind === 'peft' ? cache.draftPath() : await cache.copyToDraft(file);
  try {
    if (kind === 'peft') await convert(file, draft, signal);
    const now = await stampOf(candidate);
    if (now?.text === stamp.text) return await cache.keep(draft, signal);
  } finally {
    await rm(draft, { force: true });
  }
  return undefined;
}

function isTruncated(error: unknown): boolean {
  return TuneloopError.isInstance(error) && error.details['reason'] === 'truncated';
}
