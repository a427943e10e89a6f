import type { ReactElement } from 'react';

export interface Interval {
  low: number;
  value: number;
  high: number;
}

/** An estimate with its error bar, on a scale that the rows of a table share; the figures beside it say the same. */
export function IntervalBar({
  interval: { low, value, high },
  scale: [from, to],
  middle,
}: {
  interval: Interval;
  scale: readonly [number, number];
  /** Where nothing is better than anything else. */
  middle: number;
}): ReactElement {
  const place = (at: number): string => `${(100 * (at - from)) / (to - from || 1)}%`;
  const width = `${(100 * (high - low)) / (to - from || 1)}%`;
  return (
    <div aria-hidden className="relative h-4 w-full min-w-32">
      <div className="absolute inset-y-0 border-l border-dashed border-control" style={{ left: place(middle) }} />
      <div className="absolute inset-y-1 border-x-2 border-accent" style={{ left: place(low), width }}>
        <div className="absolute inset-x-0 top-1/2 h-0.5 -translate-y-1/2 bg-accent" />
      </div>
      <div
        className="absolute top-1/2 size-2.5 -translate-1/2 rounded-full bg-accent ring-2 ring-page"
        style={{ left: place(value) }}
      />
    </div>
  );
}
