import type { Sequence } from '../core/slot-pool.ts';
import type { GenaiLibrary, Handle } from './genai-library.ts';

/** How long messages may wait for a token. */
const longestBlockMs = 100;

/** One sequence with its KV cache. */
export class GenaiGenerator implements Sequence {
  readonly #library: GenaiLibrary;
  readonly #handle: Handle;
  readonly #vocabularySize: number;
  /** Held while the library reads them on another thread. */
  #reading: Int32Array | undefined;
  /** What the last single token took. */
  #stepMs = Infinity;

  constructor(library: GenaiLibrary, handle: Handle, vocabularySize: number) {
    this.#library = library;
    this.#handle = handle;
    this.#vocabularySize = vocabularySize;
  }

  /** Computes the keys and values of tokens, and the logits behind the last of them. */
  async append(tokens: readonly number[]): Promise<void> {
    const startedAt = performance.now();
    // To another thread and back takes up to a fifth of a small model's step, where others want the processor too.
    if (tokens.length === 1 && this.#stepMs < longestBlockMs) {
      this.#library.call('OgaGenerator_AppendTokens', this.#handle, Int32Array.from(tokens), 1);
    } else {
      await this.#appendElsewhere(tokens);
    }
    if (tokens.length === 1) this.#stepMs = performance.now() - startedAt;
  }

  async #appendElsewhere(tokens: readonly number[]): Promise<void> {
    this.#reading = Int32Array.from(tokens);
    try {
      await this.#library.callAsync('OgaGenerator_AppendTokens', this.#handle, this.#reading, this.#reading.length);
    } finally {
      this.#reading = undefined;
    }
  }

  /** Behind the last token that was appended: `[vocabulary]`. */
  logits(): Float32Array {
    return this.#library.logits(this.#handle, this.#vocabularySize);
  }

  /** Forgets all but the first `length` tokens; at least one has to be appended before the next logits. */
  rewind(length: number): void {
    this.#library.call('OgaGenerator_RewindTo', this.#handle, length);
  }

  /** Makes what is being appended throw soon; the generator is of no use afterwards. */
  terminate(): void {
    this.#library.call('OgaGenerator_SetRuntimeOption', this.#handle, 'terminate_session', '1');
  }

  dispose(): void {
    this.#library.destroy('OgaDestroyGenerator', this.#handle);
  }
}
