import { CircleCheckBig, Undo2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { compareText } from '../../text/en/compare.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import type { QueueBatch } from './queue-items.ts';
import { countSteps } from './queue-state.ts';
import { RatingDesk } from './rating-desk.tsx';
import { useQueue } from './use-queue.ts';

const said = compareText.annotate;

/** The answers of one batch, one at a time. */
export function QueueView({
  batch: { items, hasMore },
  start,
  onMove,
  onMore,
}: {
  batch: QueueBatch;
  /** Which is shown first. */
  start: number;
  onMove: (id: string | undefined) => void;
  onMore: () => void;
}): ReactElement {
  const queue = useQueue(items, start, onMove);
  const { state, status } = queue;
  const { rated, skipped } = countSteps(state);
  const current = items[state.index];
  const total = hasMore ? said.more(items.length) : String(items.length);
  const place = said.position(state.index + 1, total);
  return (
    <div className="space-y-4">
      <div className="space-y-2">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <p className="text-sm font-medium tabular-nums">{current && place}</p>
          <p className="text-sm text-muted tabular-nums">
            <span role="status">{status}</span> {said.counts(rated, skipped)}
          </p>
        </div>
        <ProgressBar label={said.progress} value={items.length === 0 ? 1 : state.index / items.length} />
      </div>
      {current ? (
        <RatingDesk
          key={`${current.id} ${state.steps.length}`}
          interaction={current}
          place={place}
          queue={queue}
          isFirst={status === '' && state.steps.length === 0}
        />
      ) : (
        <Empty icon={CircleCheckBig} title={said.done}>
          <p>{said.counts(rated, skipped)}</p>
          <div className="flex flex-wrap justify-center gap-2">
            {state.steps.length > 0 && (
              <Button disabled={queue.isBusy} onClick={queue.undo}>
                <Undo2 size={16} aria-hidden />
                {said.undo}
              </Button>
            )}
            <Button look="primary" onClick={onMore}>
              {said.next}
            </Button>
          </div>
        </Empty>
      )}
    </div>
  );
}
