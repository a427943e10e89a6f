import type { KvCacheType } from '../gguf/tensor-size.ts';
import type { OnnxGraph, OnnxNode, OnnxTensor, OnnxWeight } from './onnx-graph.ts';

/** What a language model's graph tells of its weights. */
export interface GraphFacts {
  parameters: number;
  /** As `tuneloop convert --precision` calls it: `int4`, `int8`, `fp16`, `bf16`, `fp32`. */
  precision: string;
  /** How it keeps keys and values; left out where that is none of the usual types. */
  kvCacheType?: KvCacheType;
  /** Inputs that an adapter may give. */
  adapterInputs: readonly OnnxTensor[];
}

/** `TensorProto.DataType`. */
const types = { float: 1, uint8: 2, int8: 3, float16: 10, bfloat16: 16, uint4: 21, int4: 22 };
const floatNames: Readonly<Record<number, { precision: string; kvCacheType: KvCacheType }>> = {
  [types.float]: { precision: 'fp32', kvCacheType: 'f32' },
  [types.float16]: { precision: 'fp16', kvCacheType: 'f16' },
  [types.bfloat16]: { precision: 'bf16', kvCacheType: 'bf16' },
};

/** Operators whose weights are packed (ONNX Runtime's contrib operators). */
export const packedOperators: ReadonlySet<string> = new Set(['MatMulNBits', 'GatherBlockQuantized']);

/** Positions and the like, which no training has changed. */
const tables = /(?:cos|sin)_cache|inv_freq|position_ids/i;

/** @param graph read with the nodes of `packedOperators` */
export function graphFacts(graph: OnnxGraph): GraphFacts {
  const byName = new Map(graph.weights.map((weight) => [weight.name, weight]));
  const counts = new Map<string, number>();
  const counted = new Set<string>();
  const isPacking = new Set<string>();
  const add = (precision: string, parameters: number, place: string): void => {
    if (counted.has(place)) return;
    counted.add(place);
    counts.set(precision, (counts.get(precision) ?? 0) + parameters);
  };
  for (const node of graph.nodes) {
    const [packed, ...scales] = partsOf(node);
    for (const name of [packed, ...scales]) isPacking.add(name);
    const weight = byName.get(packed);
    if (weight !== undefined) add(`int${bitsOf(node)}`, parametersOf(node, weight), weight.place);
  }
  const optional = new Set<string>();
  const inputs = new Map(graph.inputs.map((input) => [input.name, input]));
  for (const weight of graph.weights) {
    if (inputs.has(weight.name)) optional.add(weight.name);
    else if (!isPacking.has(weight.name) && !tables.test(weight.name)) {
      const precision = precisionOf(weight.type);
      if (precision !== undefined) add(precision, elementsOf(weight), weight.place);
    }
  }
  const [[precision] = ['unknown']] = [...counts].toSorted(([, a], [, b]) => b - a);
  const kept = graph.inputs.find(({ name }) => /past/i.test(name) && /key/i.test(name));
  const kvCacheType = kept && floatNames[kept.type]?.kvCacheType;
  return {
    parameters: [...counts.values()].reduce((sum, count) => sum + count, 0),
    // Embeddings are often kept with more bits than the matrices, which are what a precision means.
    precision: usualPrecision(graph.nodes, byName) ?? precision,
    ...(kvCacheType !== undefined && { kvCacheType }),
    adapterInputs: graph.inputs.filter(({ name }) => optional.has(name)),
  };
}

/** The bits that most weights of matrices have. */
function usualPrecision(nodes: readonly OnnxNode[], weights: ReadonlyMap<string, OnnxWeight>): string | undefined {
  const counts = new Map<number, number>();
  for (const node of nodes.filter(({ kind }) => kind === 'MatMulNBits')) {
    const weight = weights.get(node.inputs[1] ?? '');
    if (weight === undefined) continue;
    counts.set(bitsOf(node), (counts.get(bitsOf(node)) ?? 0) + parametersOf(node, weight));
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most && `int${most[0]}`;
}

/** The packed weights first, then what unpacks them. */
function partsOf({ kind, inputs }: OnnxNode): [string, ...string[]] {
  const [first = '', second = '', ...others] = inputs;
  return kind === 'MatMulNBits' ? [second, ...others] : [first, ...others];
}

function bitsOf({ numbers }: OnnxNode): number {
  return numbers.get('bits') ?? 4;
}

function parametersOf(node: OnnxNode, weight: OnnxWeight): number {
  if (node.kind === 'MatMulNBits') return (node.numbers.get('K') ?? 0) * (node.numbers.get('N') ?? 0);
  // Types of four bits count their elements, bytes hold as many as fit.
  const isByte = weight.type === types.uint8 || weight.type === types.int8;
  return elementsOf(weight) * (isByte ? 8 / bitsOf(node) : 1);
}

function precisionOf(type: number): string | undefined {
  if (type === types.int8 || type === types.uint8) return 'int8';
  if (type === types.int4 || type === types.uint4) return 'int4';
  return floatNames[type]?.precision;
}

function elementsOf({ shape }: OnnxTensor): number {
  return shape.reduce((product, length) => product * length, 1);
}
