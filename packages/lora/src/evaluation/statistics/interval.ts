/** Bounds that hold the true value with a confidence of 95 %. */
export interface Interval {
  low: number;
  high: number;
}
