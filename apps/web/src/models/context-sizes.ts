const smallest = 512;

/** Context sizes to choose from, in tokens: powers of two up to what the model was trained with, which is the last one. */
export function contextSizes(trained: number): number[] {
  const sizes: number[] = [];
  for (let size = smallest; size < trained; size *= 2) sizes.push(size);
  return [...sizes, trained];
}
