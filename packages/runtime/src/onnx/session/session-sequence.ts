import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Sequence } from '../core/slot-pool.ts';
import type { DecoderGraph } from './decoder-graph.ts';
import type { OnnxRuntime } from './open-session.ts';
import { emptyTensor, floatsOf, integerTensor, type TensorPort } from './tensors.ts';

/** One sequence whose keys and values go into the graph and come out of it, longer, at every step. */
export class SessionSequence implements Sequence {
  readonly #ort: OnnxRuntime;
  readonly #session: InferenceSession;
  readonly #ports: ReadonlyMap<string, TensorPort>;
  readonly #graph: DecoderGraph;
  /** By the inputs that take them: `[1, head, token, dimension]`. */
  #cache = new Map<string, Tensor>();
  #length = 0;
  #logits: Float32Array = new Float32Array();

  constructor(
    ort: OnnxRuntime,
    session: InferenceSession,
    ports: ReadonlyMap<string, TensorPort>,
    graph: DecoderGraph,
  ) {
    this.#ort = ort;
    this.#session = session;
    this.#ports = ports;
    this.#graph = graph;
  }

  /** Computes on this thread: nothing else happens meanwhile. */
  async append(tokens: readonly number[]): Promise<void> {
    const { ids, mask, positions, logits, cache, heads, size } = this.#graph;
    const length = this.#length + tokens.length;
    const feeds: Record<string, Tensor> = {};
    const give = (name: string, values: readonly number[]): void => {
      const port = this.#ports.get(name);
      if (port !== undefined) feeds[name] = integerTensor(this.#ort, port, values, [1, values.length]);
    };
    give(ids, tokens);
    give(
      mask,
      Array.from({ length }, () => 1),
    );
    give(
      positions,
      Array.from(tokens, (_token, place) => this.#length + place),
    );
    for (const name of cache.keys()) {
      feeds[name] = this.#cache.get(name) ?? emptyTensor(this.#ort, this.#ports.get(name)!, [1, heads, 0, size]);
    }
    const outputs = await this.#session.run(feeds, [logits, ...cache.values()]);
    this.#cache = new Map([...cache].map(([past, present]) => [past, outputs[present] as Tensor]));
    this.#length = length;
    const computed = outputs[logits] as Tensor;
    // Of the last token; some graphs leave the others out.
    this.#logits = floatsOf(computed).slice(-computed.dims.at(-1)!);
  }

  logits(): Float32Array {
    return this.#logits.slice();
  }

  rewind(length: number): void {
    this.#cache = new Map([...this.#cache].map(([name, tensor]) => [name, this.#shortened(tensor, length)]));
    this.#length = length;
  }

  terminate(): void {
    // What is computed holds the thread that could end it; between two chunks of a prompt it ends by itself.
  }

  dispose(): void {
    this.#cache.clear();
  }

  /** The first tokens of each head. */
  #shortened({ type, data, dims }: Tensor, length: number): Tensor {
    const [batch, heads, tokens, size] = dims as [number, number, number, number];
    const whole = data as Float32Array;
    const shortened = new (whole.constructor as Float32ArrayConstructor)(batch * heads * length * size);
    for (let head = 0; head < batch * heads; head += 1) {
      const from = head * tokens * size;
      shortened.set(whole.subarray(from, from + length * size), head * length * size);
    }
    return new this.#ort.Tensor(type as 'float32', shortened, [batch, heads, length, size]);
  }
}
