import { TuneloopError } from '@tuneloop/protocol';
import type { Llama, LlamaContext, LlamaModel } from 'node-llama-cpp';
import { createSampler, nativeContext, nativeModel, type NativeContext, type NativeSampler } from '../binding.ts';
import { neutralConfig } from '../sampler-config.ts';
import type { Drafter, DraftRequest } from './drafter.ts';

export interface DraftModelOptions {
  /** Absolute path of a GGUF file. */
  path: string;
  /** Outputs at once. */
  sequences: number;
  /** Tokens of each. */
  contextSize: number;
  threads: number;
  gpuLayers?: number | undefined;
}

interface DraftSequence {
  readonly id: number;
  readonly sampler: NativeSampler;
  tokens: number[];
  owner: object | undefined;
}

const batchSize = 256;

/** Lets a smaller model with the same vocabulary guess, always its likeliest token. */
export class DraftModel implements Drafter {
  readonly #model: LlamaModel;
  readonly #context: LlamaContext;
  readonly #native: NativeContext;
  readonly #sequences: DraftSequence[];
  readonly #contextSize: number;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(llama: Llama, model: LlamaModel, context: LlamaContext, options: DraftModelOptions) {
    this.#model = model;
    this.#context = context;
    this.#native = nativeContext(context);
    this.#contextSize = options.contextSize;
    this.#sequences = Array.from({ length: options.sequences }, (_, id) => {
      const sampler = createSampler(llama, nativeModel(model));
      sampler.applyConfig(neutralConfig);
      return { id, sampler, tokens: [], owner: undefined };
    });
  }

  /** Errors: `MODEL_LOAD_FAILED` when it cannot be loaded or has another vocabulary than `target`. */
  static async load(llama: Llama, target: LlamaModel, options: DraftModelOptions): Promise<DraftModel> {
    const { path, sequences, threads, gpuLayers } = options;
    const model = await llama
      .loadModel({
        modelPath: path,
        ...(gpuLayers !== undefined && { gpuLayers: gpuLayers === -1 ? ('max' as const) : gpuLayers }),
      })
      .catch((error: unknown) => {
        throw new TuneloopError('MODEL_LOAD_FAILED', 'The draft model cannot be loaded. Check `speculative.path`.', {
          cause: error,
        });
      });
    try {
      assertSameVocabulary(model, target);
      const contextSize = Math.min(options.contextSize, model.trainContextSize);
      const context = await model.createContext({
        sequences,
        contextSize,
        batchSize,
        threads,
        ignoreMemorySafetyChecks: true,
      });
      return new DraftModel(llama, model, context, { ...options, contextSize });
    } catch (error) {
      await model.dispose();
      throw error;
    }
  }

  draft(requests: readonly DraftRequest[]): Promise<number[][]> {
    // Several batchers may ask; the context serves one at a time.
    const drafts = this.#turn.then(() => this.#draft(requests));
    this.#turn = drafts.catch(() => undefined);
    return drafts;
  }

  release(owner: object): void {
    const sequence = this.#sequences.find((candidate) => candidate.owner === owner);
    if (sequence !== undefined) sequence.owner = undefined;
  }

  async close(): Promise<void> {
    await this.#turn;
    for (const { sampler } of this.#sequences) sampler.dispose();
    await this.#context.dispose();
    await this.#model.dispose();
  }

  async #draft(requests: readonly DraftRequest[]): Promise<number[][]> {
    const drafts: number[][] = requests.map(() => []);
    const running = requests.flatMap((request, place) => {
      const fits = request.tokens.length + request.count <= this.#contextSize;
      const sequence = fits ? this.#sequenceOf(request.owner) : undefined;
      return sequence === undefined ? [] : [{ ...request, draft: drafts[place]!, sequence }];
    });
    for (const { sequence, tokens } of running) await this.#catchUp(sequence, tokens);
    for (let step = 0; ; step++) {
      const active = running.filter(({ count }) => step < count);
      if (active.length === 0) return drafts;
      const next = active.map(({ tokens, draft }) => draft.at(-1) ?? tokens.at(-1)!);
      this.#native.initBatch(active.length);
      const logits = active.map(({ sequence }, place) => {
        const batch = Uint32Array.of(next[place]!);
        return this.#native.addToBatch(sequence.id, sequence.tokens.length, batch, Uint32Array.of(0))[0]!;
      });
      await this.#native.decodeBatch();
      for (const [place, { sequence, draft }] of active.entries()) {
        sequence.tokens.push(next[place]!);
        draft.push(await this.#native.sampleToken(logits[place]!, sequence.sampler));
      }
    }
  }

  /** Brings all tokens but the last into the sequence, from where it agrees with them. */
  async #catchUp(sequence: DraftSequence, tokens: readonly number[]): Promise<void> {
    const wanted = tokens.length - 1;
    let shared = 0;
    while (shared < Math.min(wanted, sequence.tokens.length) && sequence.tokens[shared] === tokens[shared]) shared++;
    if (shared < sequence.tokens.length) {
      const removed =
        shared > 0 && this.#native.removeTokenCellsFromSequence(sequence.id, shared, sequence.tokens.length);
      if (!removed) this.#native.disposeSequence(sequence.id);
      sequence.tokens.length = removed ? shared : 0;
    }
    while (sequence.tokens.length < wanted) {
      const from = sequence.tokens.length;
      const chunk = tokens.slice(from, Math.min(wanted, from + batchSize));
      this.#native.initBatch(chunk.length);
      this.#native.addToBatch(sequence.id, from, Uint32Array.from(chunk), new Uint32Array());
      await this.#native.decodeBatch();
      sequence.tokens.push(...chunk);
    }
  }

  #sequenceOf(owner: object): DraftSequence | undefined {
    const free = (): DraftSequence | undefined => this.#sequences.find((candidate) => candidate.owner === undefined);
    const sequence = this.#sequences.find((candidate) => candidate.owner === owner) ?? free();
    if (sequence !== undefined) sequence.owner = owner;
    return sequence;
  }
}

function assertSameVocabulary(draft: LlamaModel, target: LlamaModel): void {
  const size = (model: LlamaModel): number => model.fileInfo.metadata.tokenizer.ggml.tokens.length;
  const [a, b] = [nativeModel(draft), nativeModel(target)];
  let same = size(draft) === size(target);
  for (let token = 0; same && token < size(draft); token++) same = a.getTokenString(token) === b.getTokenString(token);
  if (same) return;
  throw new TuneloopError(
    'MODEL_LOAD_FAILED',
    'The draft model has another vocabulary than the model that it guesses for. Take a smaller one of the same family.',
  );
}
