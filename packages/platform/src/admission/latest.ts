/** The figure of `measure`, taken again when it is older than `validMs`. */
export function latest(measure: () => number, validMs: number): () => number {
  let value = 0;
  let measuredAt = -Infinity;
  return () => {
    const now = performance.now();
    if (now - measuredAt > validMs) {
      value = measure();
      measuredAt = now;
    }
    return value;
  };
}
