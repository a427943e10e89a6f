import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { mixOnnxAdapters } from '../../adapters/onnx/mix-onnx-adapters.ts';
import { onnxAdapterBytes } from '../../adapters/onnx/onnx-adapter-bytes.ts';
import { readOnnxAdapterMatrices } from '../../adapters/onnx/read-onnx-adapter.ts';
import type { CoreRequest } from '../../hosting/core-request.ts';
import type { SequenceModel } from './slot-pool.ts';

/** What applies the adapters of a request. */
export interface AdapterUse {
  name: string;
  /** Where it has to be made first. */
  ready?: Promise<void>;
  /** The request is over. */
  done(): void;
}

export interface AdapterSetOptions {
  model: Pick<SequenceModel, 'loadAdapter' | 'unloadAdapter'>;
  /** Makes sequences let go of an adapter that no request is using. */
  release(name: string): void;
}

interface Mixture {
  handles: readonly number[];
  /** Requests that have it and are not over. */
  uses: number;
  ready: Promise<void>;
  isLoaded: boolean;
}

type Selection = NonNullable<CoreRequest['adapters']>;

/** Mixtures that are kept although nobody is using them. */
const mostMixtures = 8;

/**
 * The adapters of a model, by the names that the library knows them by. It applies one at a time as it was trained, so that
 * several, and other scales, become an adapter of their own, made when the first request wants it.
 */
export class AdapterSet {
  readonly #options: AdapterSetOptions;
  readonly #paths = new Map<number, string>();
  /** The one that was used last comes last. */
  readonly #mixtures = new Map<string, Mixture>();

  constructor(options: AdapterSetOptions) {
    this.#options = options;
  }

  /** Errors: `ADAPTER_INVALID`. */
  async load(handle: number, path: string): Promise<void> {
    await this.#load(String(handle), path);
    this.#paths.set(handle, path);
  }

  /** No request may be using it. */
  async unload(handle: number): Promise<void> {
    for (const [name, { handles, ready }] of this.#mixtures) {
      if (!handles.includes(handle)) continue;
      await ready.catch(() => undefined);
      this.#drop(name);
    }
    this.#paths.delete(handle);
    this.#unload(String(handle));
  }

  /**
   * What applies a request's adapters; `undefined` for the base model.
   *
   * Errors of `ready`: `UNSUPPORTED` for a mixture of adapters that have a form of their own, `ADAPTER_INVALID`, `STORE_FAILED`.
   */
  use(selection: Selection = []): AdapterUse | undefined {
    const used = selection.filter(({ scale }) => scale !== 0).toSorted((a, b) => a.handle - b.handle);
    const [first] = used;
    if (first === undefined) return undefined;
    if (used.length === 1 && first.scale === 1) {
      return { name: String(first.handle), done: () => undefined };
    }
    const name = used.map(({ handle, scale }) => `${handle}*${scale}`).join('+');
    const mixture = this.#mixtures.get(name) ?? this.#mix(name, used);
    this.#mixtures.delete(name);
    this.#mixtures.set(name, mixture);
    mixture.uses += 1;
    return { name, ready: mixture.ready, done: () => this.#unused(mixture) };
  }

  #mix(name: string, selection: Selection): Mixture {
    const ready = this.#loadMixture(name, selection);
    const mixture = { handles: selection.map(({ handle }) => handle), uses: 0, ready, isLoaded: false };
    ready.then(
      () => (mixture.isLoaded = true),
      // Whoever waits for it is told; the next one tries again.
      () => this.#mixtures.delete(name),
    );
    return mixture;
  }

  async #loadMixture(name: string, selection: Selection): Promise<void> {
    const parts = [];
    for (const { handle, scale } of selection) {
      parts.push({ matrices: await readOnnxAdapterMatrices(this.#paths.get(handle)!), scale });
    }
    const folder = await mkdtemp(join(tmpdir(), 'tuneloop-adapter-'));
    try {
      const path = join(folder, 'mixture.onnx_adapter');
      await writeFile(path, onnxAdapterBytes(mixOnnxAdapters(parts)));
      await this.#load(name, path);
    } finally {
      // What is in memory needs no name; where a file that is open cannot go, the system cleans up.
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  #unused(mixture: Mixture): void {
    mixture.uses -= 1;
    const idle = [...this.#mixtures].filter(([, { uses, isLoaded }]) => uses === 0 && isLoaded);
    for (const [name] of idle.slice(0, -mostMixtures)) this.#drop(name);
  }

  #drop(name: string): void {
    if (!this.#mixtures.delete(name)) return;
    this.#unload(name);
  }

  #unload(name: string): void {
    this.#options.release(name);
    this.#options.model.unloadAdapter(name);
  }

  async #load(name: string, path: string): Promise<void> {
    try {
      await this.#options.model.loadAdapter(name, path);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TuneloopError('ADAPTER_INVALID', `The adapter cannot be loaded: ${reason}`, {
        details: { reason },
        cause,
      });
    }
  }
}
