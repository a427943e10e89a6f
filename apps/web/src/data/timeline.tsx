import { useRef, useState, type PointerEvent, type ReactElement } from 'react';
import { dataText as said } from '../text/en/data.ts';
import { formatNumber } from '../text/format.ts';
import type { Timeline as TimelineData } from './interaction-queries.ts';
import { formatExactTime, formatShortTime } from './local-time.ts';

type Bucket = TimelineData['buckets'][number];

export interface TimeSpan {
  /** ISO 8601, UTC. */
  since: string;
  until: string;
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

function Bar({ bucket, most, isChosen }: { bucket: Bucket; most: number; isChosen: boolean }): ReactElement {
  const { count, up, down, start } = bucket;
  const share = (part: number): string => `${(part / most) * 100}%`;
  const rest = Math.max(0, count - up - down);
  return (
    <div
      title={said.bucket(formatExactTime(start * 1000), formatNumber(count), up, down)}
      className={`flex h-full min-w-0 flex-1 flex-col justify-end ${isChosen ? 'bg-accent-soft' : ''}`}
    >
      <div className="bg-danger" style={{ height: share(down) }} />
      <div className="bg-accent" style={{ height: share(up) }} />
      <div className="bg-control/70" style={{ height: rest > 0 ? `max(${share(rest)}, 2px)` : 0 }} />
    </div>
  );
}

/**
 * How many there were over time. A click or a stroke over it chooses a time; by keyboard the fields of the filters do the
 * same, so that it is a picture for everybody else.
 */
export function Timeline({
  timeline: { buckets, step_seconds: step, total },
  onChoose,
}: {
  timeline: TimelineData;
  onChoose: (span: TimeSpan) => void;
}): ReactElement | null {
  const plot = useRef<HTMLDivElement>(null);
  const [stroke, setStroke] = useState<{ from: number; to: number }>();
  if (buckets.length === 0) return null;
  const most = Math.max(...buckets.map(({ count }) => count), 1);
  const indexAt = ({ clientX }: PointerEvent): number => {
    const { left, width } = plot.current!.getBoundingClientRect();
    return Math.min(buckets.length - 1, Math.max(0, Math.floor(((clientX - left) / width) * buckets.length)));
  };
  const [first, last] = stroke ? [Math.min(stroke.from, stroke.to), Math.max(stroke.from, stroke.to)] : [-1, -1];
  const choose = (): void => {
    setStroke(undefined);
    if (first >= 0) onChoose({ since: iso(buckets[first]!.start), until: iso(buckets[last]!.start + step) });
  };
  const begin = buckets[0]!.start * 1000;
  const end = (buckets.at(-1)!.start + step) * 1000;
  return (
    <figure className="rounded-xl border border-line bg-panel px-4 pt-3 pb-2">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <span role="status" className="font-medium">
          {said.total(total, formatNumber(total))}
        </span>
        <span className="flex gap-3 text-xs text-muted" aria-hidden>
          <span className="flex items-center gap-1">
            <span className="size-2 rounded-full bg-accent" /> {said.legend.good}
          </span>
          <span className="flex items-center gap-1">
            <span className="size-2 rounded-full bg-danger" /> {said.legend.bad}
          </span>
          <span className="flex items-center gap-1">
            <span className="size-2 rounded-full bg-control" /> {said.legend.others}
          </span>
        </span>
      </figcaption>
      <div
        ref={plot}
        aria-hidden
        data-timeline
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setStroke({ from: indexAt(event), to: indexAt(event) });
        }}
        onPointerMove={(event) => stroke && setStroke({ ...stroke, to: indexAt(event) })}
        onPointerUp={choose}
        onPointerCancel={() => setStroke(undefined)}
        className="mt-2 flex h-20 cursor-crosshair touch-pan-y items-stretch gap-px select-none"
      >
        {buckets.map((bucket, index) => (
          <Bar key={bucket.start} bucket={bucket} most={most} isChosen={index >= first && index <= last} />
        ))}
      </div>
      <div className="mt-1 flex justify-between border-t border-line pt-1 text-xs text-muted">
        <span>{formatShortTime(begin)}</span>
        <span className="max-sm:hidden">{said.timelineHint}</span>
        <span>{formatShortTime(end)}</span>
      </div>
    </figure>
  );
}
