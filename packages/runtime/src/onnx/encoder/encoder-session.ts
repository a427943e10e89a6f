import { TuneloopError } from '@tuneloop/protocol';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { importOnnxRuntime, openSession, type OnnxRuntime, type SessionSettings } from '../session/open-session.ts';
import { emptyTensor, floatsOf, integerTensor, portsOf, type TensorPort } from '../session/tensors.ts';
import type { EncoderFolder } from './encoder-folder.ts';
import type { EncoderInput } from './text-frame.ts';

/** What a graph gave for a batch. */
export interface EncoderOutput {
  data: Float32Array;
  /** `[text, token, dimension]`, or `[text, dimension]` where the graph made one vector of each. */
  shape: readonly number[];
}

/** By their names in what exporters write, the best first. */
const outputNames = {
  embed: ['sentence_embedding', 'last_hidden_state', 'token_embeddings'],
  rerank: ['logits', 'scores'],
} as const;

/** An encoder's graph in memory. */
export class EncoderSession {
  readonly #ort: OnnxRuntime;
  readonly #session: InferenceSession;
  readonly #inputs: ReadonlyMap<string, TensorPort>;
  readonly #output: string;
  readonly #padToken: number;

  private constructor(ort: OnnxRuntime, session: InferenceSession, folder: EncoderFolder) {
    this.#ort = ort;
    this.#session = session;
    this.#padToken = folder.padToken;
    this.#inputs = portsOf(session.inputMetadata);
    const unknown = [...this.#inputs.keys()].find((name) => this.#valuesOf(name) === undefined && !isPast(name));
    if (unknown !== undefined) {
      throw cannotServe(`it wants an input "${unknown}", which is not known here`);
    }
    const names = session.outputNames;
    const output = outputNames[folder.task].find((name) => names.includes(name));
    if (output === undefined) throw cannotServe(`it gives ${names.join(', ')}, none of which is known here`);
    this.#output = output;
  }

  /** Errors: `UNSUPPORTED`, `MODEL_LOAD_FAILED`, `RESOURCE_EXHAUSTED`. */
  static async open(folder: EncoderFolder, settings: SessionSettings): Promise<EncoderSession> {
    const ort = await importOnnxRuntime();
    const session = await openSession(ort, folder.graph, settings);
    try {
      return new EncoderSession(ort, session, folder);
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /** Shorter inputs are padded at their end, which the model is told to leave out. */
  async run(batch: readonly EncoderInput[]): Promise<EncoderOutput> {
    const longest = Math.max(...batch.map(({ ids }) => ids.length));
    const feeds: Record<string, Tensor> = {};
    for (const [name, port] of this.#inputs) {
      const values = this.#valuesOf(name);
      feeds[name] =
        values === undefined
          ? emptyTensor(this.#ort, port, pastShape(port, batch.length))
          : integerTensor(
              this.#ort,
              port,
              batch.flatMap((input) => padded(input, longest, values)),
              [batch.length, longest],
            );
    }
    const { [this.#output]: output } = await this.#session.run(feeds, [this.#output]);
    const tensor = output as Tensor;
    return { data: floatsOf(tensor), shape: tensor.dims };
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  /** What an input says of each token; `undefined` for one that does not speak of tokens. */
  #valuesOf(name: string): ((input: EncoderInput, place: number) => number) | undefined {
    if (name === 'input_ids') return ({ ids }, place) => ids[place] ?? this.#padToken;
    if (name === 'attention_mask') return ({ ids }, place) => (place < ids.length ? 1 : 0);
    if (name === 'token_type_ids') return ({ types }, place) => types[place] ?? 0;
    if (name === 'position_ids') return ({ ids }, place) => (place < ids.length ? place : 0);
    return undefined;
  }
}

/** Keys and values of tokens before these, which graphs of language models ask for. */
function isPast(name: string): boolean {
  return name.startsWith('past_key_values.');
}

/** Of no tokens. Sizes that differ from run to run have names: that of the batch, which is the first, and the tokens'. */
function pastShape({ shape }: TensorPort, rows: number): number[] {
  return shape.map((size, place) => (typeof size === 'number' ? size : place === 0 ? rows : 0));
}

function padded(
  input: EncoderInput,
  length: number,
  valueOf: (input: EncoderInput, place: number) => number,
): number[] {
  return Array.from({ length }, (_value, place) => valueOf(input, place));
}

function cannotServe(reason: string): TuneloopError {
  return new TuneloopError(
    'UNSUPPORTED',
    `The model's graph cannot be served: ${reason}. Export it anew with optimum.`,
    {
      details: { reason },
    },
  );
}
