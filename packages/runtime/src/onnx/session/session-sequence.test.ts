import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import type { OnnxRuntime } from './open-session.ts';
import { SessionSequence } from './session-sequence.ts';

/** What a tensor is made of; the real one comes with the native library. */
class PlainTensor {
  readonly type: string;
  readonly data: Float32Array | BigInt64Array;
  readonly dims: readonly number[];

  constructor(type: string, data: Float32Array | BigInt64Array, dims: readonly number[]) {
    this.type = type;
    this.data = data;
    this.dims = dims;
  }
}
const ort = { Tensor: PlainTensor } as unknown as OnnxRuntime;

const graph = {
  ids: 'input_ids',
  mask: 'attention_mask',
  positions: 'position_ids',
  logits: 'logits',
  cache: new Map([['past', 'present']]),
  heads: 2,
  size: 1,
};
const whole = { type: 'int64', shape: ['batch', 'length'] } as const;
const ports = new Map(
  [
    { name: graph.ids, ...whole },
    { name: graph.mask, ...whole },
    { name: graph.positions, ...whole },
    { name: 'past', type: 'float32', shape: ['batch', 2, 'past', 'size'] } as const,
  ].map((port) => [port.name, port]),
);

/** A model that keeps tokens (and, in the second head, their negatives), and whose logits are the sum of all, then the last. */
function fakeSession(): { session: InferenceSession; fed: Record<string, number[]>[] } {
  const fed: Record<string, number[]>[] = [];
  const numbers = (tensor: Tensor): number[] => Array.from(tensor.data as BigInt64Array, Number);
  const run = async (feeds: Record<string, Tensor>): Promise<Record<string, PlainTensor>> => {
    const past = feeds['past']!;
    const ids = numbers(feeds[graph.ids]!);
    fed.push({ ids, mask: numbers(feeds[graph.mask]!), positions: numbers(feeds[graph.positions]!) });
    const kept = [...(past.data as Float32Array).subarray(0, past.dims[2]), ...ids];
    const present = [...kept, ...kept.map((value) => -value)];
    const sum = kept.reduce((total, value) => total + value, 0);
    // Of every token, as graphs give them that leave none out.
    const logits = ids.flatMap((id, place) => (place === ids.length - 1 ? [sum, id] : [0, 0]));
    return {
      present: new PlainTensor('float32', Float32Array.from(present), [1, 2, kept.length, 1]),
      logits: new PlainTensor('float32', Float32Array.from(logits), [1, ids.length, 2]),
    };
  };
  return { session: { run } as unknown as InferenceSession, fed };
}

it('keeps what was computed, and forgets it from a token on', async () => {
  const { session, fed } = fakeSession();
  const sequence = new SessionSequence(ort, session, ports, graph);
  await sequence.append([1, 2, 3]);
  expect([...sequence.logits()]).toEqual([6, 3]);
  await sequence.append([4]);
  expect([...sequence.logits()]).toEqual([10, 4]);
  expect(fed[1]).toEqual({ ids: [4], mask: [1, 1, 1, 1], positions: [3] });
  sequence.rewind(2);
  await sequence.append([10, 20]);
  expect([...sequence.logits()]).toEqual([33, 20]);
  expect(fed[2]).toEqual({ ids: [10, 20], mask: [1, 1, 1, 1], positions: [2, 3] });
});

it('gives logits that a sampler may change', async () => {
  const { session } = fakeSession();
  const sequence = new SessionSequence(ort, session, ports, graph);
  await sequence.append([5]);
  sequence.logits().fill(0);
  expect([...sequence.logits()]).toEqual([5, 5]);
});
