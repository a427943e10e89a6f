import type { SequenceModel } from '../core/slot-pool.ts';
import { GenaiGenerator } from './genai-generator.ts';
import type { GenaiLibrary, Handle } from './genai-library.ts';

export interface GenaiModelOptions {
  folder: string;
  threads: number;
  /** As the library calls it; `cpu` has none. */
  provider: string;
  vocabularySize: number;
}

/** A model in memory, with the adapters that were loaded for it. */
export class GenaiModel implements SequenceModel {
  readonly #library: GenaiLibrary;
  readonly #model: Handle;
  readonly #vocabularySize: number;
  #adapters: Handle | undefined;

  private constructor(library: GenaiLibrary, model: Handle, vocabularySize: number) {
    this.#library = library;
    this.#model = model;
    this.#vocabularySize = vocabularySize;
  }

  /** Errors: the library's own. */
  static async load(library: GenaiLibrary, options: GenaiModelOptions): Promise<GenaiModel> {
    const config = library.create('OgaCreateConfig', options.folder);
    try {
      library.call('OgaConfigClearProviders', config);
      if (options.provider !== 'cpu') library.call('OgaConfigAppendProvider', config, options.provider);
      const settings = { model: { decoder: { session_options: { intra_op_num_threads: options.threads } } } };
      library.call('OgaConfigOverlay', config, JSON.stringify(settings));
      const model = await library.createAsync('OgaCreateModelFromConfig', config);
      return new GenaiModel(library, model, options.vocabularySize);
    } finally {
      library.destroy('OgaDestroyConfig', config);
    }
  }

  /**
   * @param maxLength tokens that it can hold; it has memory for all of them from the beginning.
   * @param adapter the name of one that was loaded.
   */
  createGenerator(maxLength: number, adapter?: string): GenaiGenerator {
    const params = this.#library.create('OgaCreateGeneratorParams', this.#model);
    try {
      this.#library.call('OgaGeneratorParamsSetSearchNumber', params, 'max_length', maxLength);
      const handle = this.#library.create('OgaCreateGenerator', this.#model, params);
      const generator = new GenaiGenerator(this.#library, handle, this.#vocabularySize);
      if (adapter === undefined) return generator;
      try {
        this.#library.call('OgaSetActiveAdapter', handle, this.#loaded(), adapter);
        return generator;
      } catch (error) {
        generator.dispose();
        throw error;
      }
    } finally {
      this.#library.destroy('OgaDestroyGeneratorParams', params);
    }
  }

  async loadAdapter(name: string, path: string): Promise<void> {
    await this.#library.callAsync('OgaLoadAdapter', this.#loaded(), path, name);
  }

  /** No generator may have it any more. */
  unloadAdapter(name: string): void {
    this.#library.call('OgaUnloadAdapter', this.#loaded(), name);
  }

  /** After all generators. */
  dispose(): void {
    if (this.#adapters !== undefined) this.#library.destroy('OgaDestroyAdapters', this.#adapters);
    this.#library.destroy('OgaDestroyModel', this.#model);
  }

  #loaded(): Handle {
    this.#adapters ??= this.#library.create('OgaCreateAdapters', this.#model);
    return this.#adapters;
  }
}
