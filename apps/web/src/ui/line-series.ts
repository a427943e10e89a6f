export interface LineSeries {
  name: string;
  /** In the order of `x`. */
  points: readonly { x: number; y: number }[];
}

/** Told apart by colour and by dashes. */
export const strokes: readonly { colour: string; dash?: string }[] = [
  { colour: 'var(--accent)' },
  { colour: 'var(--chart-2)', dash: '6 3' },
  { colour: 'var(--chart-3)', dash: '2 3' },
  { colour: 'var(--chart-4)', dash: '8 3 2 3' },
];
