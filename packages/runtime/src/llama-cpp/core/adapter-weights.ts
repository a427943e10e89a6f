import { TuneloopError } from '@tuneloop/protocol';
import type { Llama, LlamaModel } from 'node-llama-cpp';
import { loadNativeAdapter, type NativeAdapter } from './adapter-binding.ts';
import { adapterSet, type AdapterSet } from './adapter-set.ts';
import type { CoreRequest } from '../../hosting/core-request.ts';
import type { NativeLog } from './native-log.ts';

/** The adapters in memory, by the number that the other end of the connection gave each. */
export class AdapterWeights {
  readonly #llama: Llama;
  readonly #model: LlamaModel;
  readonly #log: NativeLog;
  readonly #loaded = new Map<number, NativeAdapter>();

  constructor(llama: Llama, model: LlamaModel, log: NativeLog) {
    this.#llama = llama;
    this.#model = model;
    this.#log = log;
  }

  get count(): number {
    return this.#loaded.size;
  }

  /** Errors: `ADAPTER_INVALID`, `RESOURCE_EXHAUSTED`, `UNSUPPORTED`. */
  async load(handle: number, path: string): Promise<void> {
    this.#log.clear();
    try {
      this.#loaded.set(handle, await loadNativeAdapter(this.#llama, this.#model, path));
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  /** Throws `NOT_FOUND` for one that is not loaded. */
  set(selections: CoreRequest['adapters'] = []): AdapterSet {
    return adapterSet(
      selections.map(({ handle, scale }) => {
        const adapter = this.#loaded.get(handle);
        if (adapter === undefined) throw new TuneloopError('NOT_FOUND', 'The adapter is not loaded any more.');
        return { handle, adapter, scale };
      }),
    );
  }

  /** From now on no set can be made of it; its memory goes with `free`. */
  take(handle: number): NativeAdapter | undefined {
    const adapter = this.#loaded.get(handle);
    this.#loaded.delete(handle);
    return adapter;
  }

  async close(): Promise<void> {
    const adapters = [...this.#loaded.values()];
    this.#loaded.clear();
    for (const adapter of adapters) await adapter.dispose();
  }

  #refusal(cause: unknown): TuneloopError {
    if (TuneloopError.isInstance(cause)) return cause;
    if (this.#log.find(/failed to allocate|unable to allocate|out of memory/i)) {
      return new TuneloopError('RESOURCE_EXHAUSTED', 'There is not enough memory for this adapter. Unload another.', {
        cause,
      });
    }
    const reason = this.#log.find(/failed to apply lora adapter: (.*)/)?.[1] ?? this.#log.last() ?? String(cause);
    return new TuneloopError('ADAPTER_INVALID', `llama.cpp cannot use this adapter: ${reason}`, {
      details: { reason },
      cause,
    });
  }
}
