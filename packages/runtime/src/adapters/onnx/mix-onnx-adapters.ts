import { TuneloopError } from '@tuneloop/protocol';
import type { OnnxAdapterMatrix } from './onnx-adapter-matrix.ts';

export interface ScaledAdapter {
  matrices: readonly OnnxAdapterMatrix[];
  scale: number;
}

/** What ONNX Runtime calls float32. */
const float = 1;
const half = /lora_(?<side>[AB])/;

/**
 * One adapter that adds what several add together: their A of `[inputs, rank]` stand side by side, their B of
 * `[rank, outputs]` below each other, with the scale in it. All are for the same model.
 *
 * Errors: `UNSUPPORTED` when they have other forms than these.
 */
export function mixOnnxAdapters(adapters: readonly ScaledAdapter[]): OnnxAdapterMatrix[] {
  const byName = new Map<string, { matrix: OnnxAdapterMatrix; scale: number }[]>();
  for (const { matrices, scale } of adapters) {
    for (const matrix of matrices) byName.set(matrix.name, [...(byName.get(matrix.name) ?? []), { matrix, scale }]);
  }
  return [...byName.values()].map((parts) => {
    const { name, shape } = parts[0]!.matrix;
    const side = half.exec(name)?.groups?.['side'];
    if (side === undefined || shape.length !== 2) throw unknownForm(name);
    return side === 'A' ? sideBySide(parts.map(({ matrix }) => matrix)) : stacked(parts);
  });
}

function sideBySide(matrices: readonly OnnxAdapterMatrix[]): OnnxAdapterMatrix {
  const { name, shape, type } = matrices[0]!;
  const rows = shape[0]!;
  const widths = matrices.map(({ data }) => data.length / rows);
  const data = new Uint8Array(matrices.reduce((sum, matrix) => sum + matrix.data.length, 0));
  let at = 0;
  for (let row = 0; row < rows; row += 1) {
    for (const [place, matrix] of matrices.entries()) {
      const width = widths[place]!;
      data.set(matrix.data.subarray(row * width, (row + 1) * width), at);
      at += width;
    }
  }
  return { name, shape: [rows, matrices.reduce((sum, matrix) => sum + matrix.shape[1]!, 0)], type, data };
}

function stacked(parts: readonly { matrix: OnnxAdapterMatrix; scale: number }[]): OnnxAdapterMatrix {
  const { name, shape, type } = parts[0]!.matrix;
  const data = Buffer.concat(parts.map(scaled));
  return { name, shape: [parts.reduce((sum, { matrix }) => sum + matrix.shape[0]!, 0), shape[1]!], type, data };
}

function scaled({ matrix: { name, type, data }, scale }: { matrix: OnnxAdapterMatrix; scale: number }): Uint8Array {
  if (scale === 1) return data;
  if (type !== float) throw unknownForm(name);
  const values = new Float32Array(new Uint8Array(data).buffer);
  for (let place = 0; place < values.length; place += 1) values[place]! *= scale;
  return new Uint8Array(values.buffer);
}

function unknownForm(name: string): TuneloopError {
  return new TuneloopError(
    'UNSUPPORTED',
    `Adapters like this one (${name}) are applied alone, with the scale 1. Choose one, or serve the model with llama.cpp.`,
  );
}
