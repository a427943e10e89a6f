/** A straight line through points, with the interval that its slope lies in with 95 % confidence. */
export interface Slope {
  slope: number;
  low: number;
  high: number;
}

/** Two-sided 97.5 % points of Student's distribution; beyond them the normal one's. */
const studentPoints = [
  12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.1, 2.09, 2.09,
];

/** Ordinary least squares. Nothing for fewer than three points, or when all are at the same place. */
export function slopeOf(points: readonly { x: number; y: number }[]): Slope | undefined {
  const count = points.length;
  if (count < 3) return undefined;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / count;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / count;
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (spread === 0) return undefined;
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const residual = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  const error = Math.sqrt(residual / (count - 2) / spread);
  const margin = error * (studentPoints[count - 3] ?? 1.96);
  return { slope, low: slope - margin, high: slope + margin };
}
