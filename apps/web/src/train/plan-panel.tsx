import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { trainText } from '../text/en/train.ts';
import { formatNumber } from '../text/format.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Failure } from '../ui/failure.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Section } from '../ui/section.tsx';
import { PlanView } from './plan-view.tsx';
import type { Progress } from './run-history.ts';
import type { PlanState } from './use-plan.ts';

const said = trainText.form;

/** `Reading the rows: 3 of 10 (train.jsonl)` */
export function describeProgress({ phase, completed, total, label }: Progress): string {
  const name = trainText.phases[phase] ?? phase;
  const count = total === undefined || total === 0 ? '' : ` ${formatNumber(completed)} / ${formatNumber(total)}`;
  return `${name}${count}${label === undefined ? '' : ` (${label})`}`;
}

export const shareOf = ({ completed, total }: Progress): number | undefined =>
  total === undefined || total === 0 ? undefined : completed / total;

function Planning({ progress, onStop }: { progress: Progress | undefined; onStop: () => void }): ReactElement {
  const value = progress && shareOf(progress);
  return (
    <Card className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status" className="text-sm">
          {progress ? describeProgress(progress) : said.planning}
        </p>
        <Button onClick={onStop}>{said.stopPlanning}</Button>
      </div>
      <ProgressBar label={said.planning} {...(value !== undefined && { value })} />
      <p className="text-xs text-muted">{said.planningHint}</p>
    </Card>
  );
}

/** Comes into view where the page is too low to show it. */
function Shown({ children }: { children: ReactNode }): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return <div ref={place}>{children}</div>;
}

/** The plan while it is made, when it is there, or why there is none; with it comes the button that starts the training. */
export function PlanPanel({
  state,
  isChanged,
  isStarting,
  onStart,
  onStop,
}: {
  state: PlanState;
  /** The form was changed since. */
  isChanged: boolean;
  isStarting: boolean;
  onStart: () => void;
  onStop: () => void;
}): ReactElement | null {
  switch (state.status) {
    case 'planning':
      return (
        <Shown key={state.status}>
          <Planning progress={state.progress} onStop={onStop} />
        </Shown>
      );
    case 'failed':
      return (
        <Shown key={state.status}>
          <Failure error={state.error} />
        </Shown>
      );
    case 'planned':
      return (
        <Shown key={state.status}>
          <Section title={trainText.plan.title} hint={`${state.plan.model}:${state.plan.name}`}>
            <Card className={`space-y-4 ${isChanged ? 'opacity-60' : ''}`}>
              <PlanView plan={state.plan} />
            </Card>
            {isChanged ? (
              <p role="status" className="text-sm text-warning">
                {said.changed}
              </p>
            ) : (
              <Button look="primary" disabled={isStarting} onClick={onStart}>
                {said.start}
              </Button>
            )}
          </Section>
        </Shown>
      );
    case 'none':
    default:
      return null;
  }
}
