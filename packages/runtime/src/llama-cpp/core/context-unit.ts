import type { KvCacheUse } from '@tuneloop/protocol';
import type { LlamaContext } from 'node-llama-cpp';
import { contextMemory, setAdapters, type ContextMemory } from './adapter-binding.ts';
import type { AdapterSet } from './adapter-set.ts';
import { Batcher, type BatcherEvent, type BatcherOptions } from './batcher.ts';
import { nativeContext, type NativeContext } from './binding.ts';
import type { CoreRequest } from '../../hosting/core-request.ts';
import type { PooledContext } from './pool-member.ts';
import type { CoreSlotState } from '../../hosting/hosted-core.ts';
import { restoreSequence, saveSequence } from './slot-state.ts';

export interface ContextUnitOptions {
  context: LlamaContext;
  batching: Omit<BatcherOptions, 'context' | 'onEvents'>;
  /** Called once a decode step with what it brought to the requests of this unit. */
  onEvents(events: BatcherEvent[]): void;
}

/** One native context with the batcher that decodes in it; a model may have several, each with a KV cache of its own. */
export class ContextUnit implements PooledContext {
  readonly #options: ContextUnitOptions;
  /** Held although only its native part is used: collected as garbage, it would keep the model from being disposed. */
  readonly #context: LlamaContext;
  readonly #native: NativeContext;
  #batcher: Batcher;

  constructor(options: ContextUnitOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#native = nativeContext(options.context);
    this.#batcher = this.#newBatcher();
  }

  /** Another one after each `apply`. */
  get batcher(): Batcher {
    return this.#batcher;
  }

  get kvCache(): KvCacheUse {
    const { sequences, contextSize } = this.#options.batching;
    return { usedTokens: this.#batcher.heldTokens, totalTokens: sequences * contextSize };
  }

  get memory(): ContextMemory {
    return contextMemory(this.#context);
  }

  start(request: CoreRequest): void {
    this.#batcher.start(request);
  }

  cancel(id: string): void {
    this.#batcher.cancel(id);
  }

  /** Errors of this and the next two: `INVALID_REQUEST` (no such slot), `BUSY`; see also `saveSequence`. */
  saveSlot(slot: number, path: string): Promise<CoreSlotState> {
    return this.#batcher.between((pool) => saveSequence(this.#native, pool.idle(slot), path));
  }

  /** See also `restoreSequence`. */
  restoreSlot(slot: number, path: string, state: CoreSlotState): Promise<void> {
    return this.#batcher.between((pool) => restoreSequence(this.#native, pool, pool.idle(slot), path, state));
  }

  /** Resolves to the number of tokens that were forgotten. */
  eraseSlot(slot: number): Promise<number> {
    return this.#batcher.between(async (pool) => pool.erase(pool.idle(slot)));
  }

  async apply(set: AdapterSet): Promise<void> {
    await this.#batcher.close();
    this.#forget();
    setAdapters(this.#context, set.applied);
    this.#batcher = this.#newBatcher();
  }

  /** With other adapters llama.cpp plans its graphs anew in the next decode: that is this one. */
  async warm(): Promise<void> {
    this.#native.initBatch(1);
    // Which token it is does not matter.
    this.#native.addToBatch(0, 0, Uint32Array.of(0), new Uint32Array());
    await this.#native.decodeBatch();
    this.#native.disposeSequence(0);
  }

  async close(): Promise<void> {
    await this.#batcher.close();
    await this.#context.dispose();
  }

  #newBatcher(): Batcher {
    const { batching, onEvents } = this.#options;
    return new Batcher({ ...batching, context: this.#native, onEvents });
  }

  #forget(): void {
    for (let sequence = 0; sequence < this.#options.batching.sequences; sequence++) {
      this.#native.disposeSequence(sequence);
    }
  }
}
