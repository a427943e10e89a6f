/** The inverse of a small symmetric positive definite matrix, by Gauss-Jordan with pivots; `[row][column]`. */
export function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, index) => [
    ...row,
    ...Array.from({ length: size }, (_, column) => (column === index ? 1 : 0)),
  ]);
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const head = rows[column]!;
    // A competitor who met nobody has no curvature of its own.
    const divisor = head[column] === 0 ? Number.EPSILON : head[column]!;
    for (let index = 0; index < 2 * size; index += 1) head[index]! /= divisor;
    for (const row of rows) {
      const factor = row[column]!;
      if (row === head || factor === 0) continue;
      for (let index = 0; index < 2 * size; index += 1) row[index]! -= factor * head[index]!;
    }
  }
  return rows.map((row) => row.slice(size));
}
