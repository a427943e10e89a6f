import { open } from 'node:fs/promises';
import {
  throwIfAborted,
  TuneloopError,
  type AdapterInfo,
  type AdapterSelection,
  type AdapterSource,
  type CallOptions,
  type ModelAdapters,
} from '@tuneloop/protocol';

/** As much of the file as can become its label. */
const headBytes = 256;

interface Entry {
  info: AdapterInfo;
  /** What answers show: the first line of a text file, otherwise the adapter's id. */
  label: string;
  uses: number;
  /** Set by `unload`; called when the last use ends. */
  unused?: () => void;
}

/** Adapters applied to one generation; disposing it lets them go. */
export interface AdapterUse extends Disposable {
  /** `[pirate] `, or `[pirate ×0.5, terse] `; empty when none has an effect. */
  prefix: string;
}

/**
 * The adapters of a scripted model. Any file that is not empty will do: no weights are read. A short text file gives the
 * words by which its answers are known; anything else is known by its id.
 */
export class ScriptedAdapters implements ModelAdapters {
  readonly #entries = new Map<string, Entry>();

  list(): readonly AdapterInfo[] {
    return [...this.#entries.values()].filter(({ unused }) => !unused).map(({ info }) => info);
  }

  async load({ id, path }: AdapterSource, { signal }: CallOptions = {}): Promise<AdapterInfo> {
    throwIfAborted(signal);
    const loaded = this.#find(id);
    if (loaded) return loaded.info;
    const { head, sizeBytes } = await readHead(path);
    throwIfAborted(signal);
    const entry = { info: { id, sizeBytes }, label: labelOf(head) ?? id, uses: 0 };
    this.#entries.set(id, entry);
    return entry.info;
  }

  async unload(id: string): Promise<void> {
    const entry = this.#find(id);
    if (!entry) throw notLoaded(id);
    const { promise, resolve } = Promise.withResolvers<void>();
    entry.unused = resolve;
    if (entry.uses === 0) resolve();
    await promise;
    if (this.#entries.get(id) === entry) this.#entries.delete(id);
  }

  /** Errors: `NOT_FOUND` naming the adapter. */
  use(selections: readonly AdapterSelection[]): AdapterUse {
    const chosen = selections.map(({ id, scale }) => {
      const entry = this.#find(id);
      if (!entry) throw notLoaded(id);
      return { entry, scale };
    });
    for (const { entry } of chosen) entry.uses += 1;
    const effective = chosen.filter(({ scale }) => scale !== 0);
    const names = effective.map(({ entry, scale }) => (scale === 1 ? entry.label : `${entry.label} ×${scale}`));
    return {
      prefix: names.length === 0 ? '' : `[${names.join(', ')}] `,
      [Symbol.dispose]() {
        for (const { entry } of chosen) {
          entry.uses -= 1;
          if (entry.uses === 0) entry.unused?.();
        }
      },
    };
  }

  #find(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    return entry?.unused ? undefined : entry;
  }
}

function notLoaded(id: string): TuneloopError {
  return new TuneloopError('NOT_FOUND', `No adapter "${id}" is loaded. Load it first, or choose another.`, {
    details: { adapter: id },
  });
}

async function readHead(path: string): Promise<{ head: Buffer; sizeBytes: number }> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(headBytes) });
    if (bytesRead === 0) throw invalid('The adapter is empty.', 'empty');
    return { head: buffer.subarray(0, bytesRead), sizeBytes: (await file.stat()).size };
  } catch (error) {
    if (TuneloopError.isInstance(error)) throw error;
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') throw invalid('The adapter is a folder.', 'folder');
    throw new TuneloopError('NOT_FOUND', 'There is no such adapter file, or it cannot be read.', { cause: error });
  }
}

function invalid(message: string, reason: string): TuneloopError {
  return new TuneloopError('ADAPTER_INVALID', `${message} Give a file with content.`, { details: { reason } });
}

/** The first line, where the file starts as a text does. */
function labelOf(head: Buffer): string | undefined {
  const line = head.toString('utf8').split(/\r?\n/, 1)[0]!.trim();
  return line.startsWith('GGUF') || !/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,100}$/u.test(line) ? undefined : line;
}
