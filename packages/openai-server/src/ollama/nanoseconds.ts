/** Ollama's unit of every duration. */
export function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1_000_000);
}
