/**
 * Brings the rows of a matrix from Hugging Face's order of rotary embeddings (first halves of all pairs, then second
 * halves) into that of ggml's normal kind, where pairs lie side by side, for each head on its own.
 *
 * @param rows `[heads × head size, columns]`, row-major; the head size must be even.
 */
export function interleaveHeads(rows: Float32Array, columns: number, heads: number): Float32Array {
  const headSize = rows.length / columns / heads;
  const half = headSize / 2;
  const ordered = new Float32Array(rows.length);
  for (let head = 0; head < heads; head += 1) {
    for (let row = 0; row < headSize; row += 1) {
      const source = head * headSize + (row % 2) * half + Math.floor(row / 2);
      ordered.set(rows.subarray(source * columns, (source + 1) * columns), (head * headSize + row) * columns);
    }
  }
  return ordered;
}

/** @param matrix `[rows, columns]`, row-major; the result is `[columns, rows]`. */
export function transpose(matrix: Float32Array, columns: number): Float32Array {
  const rows = matrix.length / columns;
  return Float32Array.from({ length: matrix.length }, (_, index) => {
    return matrix[(index % rows) * columns + Math.floor(index / rows)] ?? 0;
  });
}
