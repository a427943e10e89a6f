import { describe, expect, it } from 'vitest';
import { mixOnnxAdapters } from './mix-onnx-adapters.ts';
import type { OnnxAdapterMatrix } from './onnx-adapter-matrix.ts';

const inputs = 3;
const outputs = 2;

function matrix(name: string, shape: readonly number[], values: readonly number[], type = 1): OnnxAdapterMatrix {
  return { name, shape, type, data: new Uint8Array(Float32Array.from(values).buffer) };
}

/** With numbers that are exact in 32 bits. */
function adapter(rank: number, first: number): OnnxAdapterMatrix[] {
  const count = (length: number, from: number): number[] => Array.from({ length }, (_, place) => from + place);
  return [
    matrix('x.lora_A.weight', [inputs, rank], count(inputs * rank, first)),
    matrix('x.lora_B.weight', [rank, outputs], count(rank * outputs, -first)),
  ];
}

const valuesOf = ({ data }: OnnxAdapterMatrix): number[] => [...new Float32Array(new Uint8Array(data).buffer)];

/** A times B, row by row. */
function product([a, b]: readonly OnnxAdapterMatrix[]): number[] {
  const rank = a!.shape[1]!;
  const [down, up] = [valuesOf(a!), valuesOf(b!)];
  return Array.from({ length: inputs * outputs }, (_, place) => {
    const [row, column] = [Math.floor(place / outputs), place % outputs];
    return Array.from({ length: rank }, (__, k) => down[row * rank + k]! * up[k * outputs + column]!).reduce(
      (sum, value) => sum + value,
    );
  });
}

describe('mixOnnxAdapters', () => {
  it('adds what each of them adds, by its scale', () => {
    const [one, two] = [adapter(2, 1), adapter(3, 10)];
    const mixed = mixOnnxAdapters([
      { matrices: one, scale: 1 },
      { matrices: two, scale: -0.5 },
    ]);
    expect(mixed.map(({ name, shape }) => [name, shape])).toEqual([
      ['x.lora_A.weight', [inputs, 5]],
      ['x.lora_B.weight', [5, outputs]],
    ]);
    const second = product(two);
    expect(product(mixed)).toEqual(product(one).map((value, place) => value - 0.5 * second[place]!));
  });

  it('keeps what only one of them changes', () => {
    const other = matrix('y.lora_A.weight', [inputs, 1], [1, 2, 3]);
    const mixed = mixOnnxAdapters([
      { matrices: adapter(2, 1), scale: 1 },
      { matrices: [other], scale: 1 },
    ]);
    expect(mixed.map(({ name }) => name)).toEqual(['x.lora_A.weight', 'x.lora_B.weight', 'y.lora_A.weight']);
  });

  it('refuses forms that it does not know', () => {
    const strange = matrix('x.scales', [4], [1, 2, 3, 4]);
    const halves = matrix('x.lora_B.weight', [1, 2], [1], 10);
    for (const found of [strange, halves]) {
      expect(() => mixOnnxAdapters([{ matrices: [found], scale: 0.5 }])).toThrow(
        expect.objectContaining({ code: 'UNSUPPORTED' }),
      );
    }
  });
});
