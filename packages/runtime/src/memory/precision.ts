/** How many bits a weight is best served with. */
export type Precision = '4-bit' | '8-bit' | '16-bit';

/** What is usual for a model of so many weights: larger ones lose less by it, and gain more. */
export function advisePrecision(parameters: number): Precision {
  // Models are named by rounded counts: a "7B" may have 6.7 billion.
  if (parameters >= 21e9) return '4-bit';
  return parameters >= 6.5e9 ? '8-bit' : '16-bit';
}
