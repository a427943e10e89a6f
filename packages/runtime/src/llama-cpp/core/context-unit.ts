import type { LlamaContext } from 'node-llama-cpp';
import { Batcher, type BatcherEvent, type BatcherOptions } from './batcher.ts';
import { nativeContext, type NativeContext } from './binding.ts';
import type { CoreRequest } from './core-request.ts';

export interface ContextUnitOptions {
  context: LlamaContext;
  batching: Omit<BatcherOptions, 'context' | 'onEvents'>;
  /** Called once a decode step with what it brought to the requests of this unit. */
  onEvents(events: BatcherEvent[]): void;
}

/** One native context with the batcher that decodes in it; a model may have several, each with a KV cache of its own. */
export class ContextUnit {
  /** Held although only its native part is used: collected as garbage, it would keep the model from being disposed. */
  readonly #context: LlamaContext;
  readonly #native: NativeContext;
  readonly #batcher: Batcher;

  constructor(options: ContextUnitOptions) {
    this.#context = options.context;
    this.#native = nativeContext(options.context);
    this.#batcher = new Batcher({ ...options.batching, context: this.#native, onEvents: options.onEvents });
  }

  get batcher(): Batcher {
    return this.#batcher;
  }

  /** Throws `CONTEXT_OVERFLOW`, `INVALID_REQUEST`. */
  start(request: CoreRequest): void {
    this.#batcher.start(request);
  }

  cancel(id: string): void {
    this.#batcher.cancel(id);
  }

  /** Ends with the step that is under way and frees the context's memory. */
  async close(): Promise<void> {
    await this.#batcher.close();
    await this.#context.dispose();
  }
}
