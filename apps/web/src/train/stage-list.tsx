import { Ban, Circle, CircleCheck, CircleDashed, CircleX, LoaderCircle, type LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { formatDuration } from './format-figures.ts';
import { describeProgress, shareOf } from './plan-panel.tsx';
import type { Progress } from './run-history.ts';
import type { RunStep } from './train-queries.ts';

const said = trainText.run;

const looks: Record<RunStep['status'], readonly [icon: LucideIcon, colour: string]> = {
  waiting: [CircleDashed, 'text-muted'],
  queued: [Circle, 'text-muted'],
  running: [LoaderCircle, 'text-accent motion-safe:animate-spin'],
  delayed: [CircleDashed, 'text-warning'],
  succeeded: [CircleCheck, 'text-accent'],
  failed: [CircleX, 'text-danger'],
  cancelled: [Ban, 'text-warning'],
  skipped: [CircleDashed, 'text-muted'],
};

function Stage({ step, progress }: { step: RunStep; progress: Progress | undefined }): ReactElement {
  const [name, hint] = trainText.steps[step.name] ?? [step.name, ''];
  const [Icon, colour] = looks[step.status];
  const isRunning = step.status === 'running';
  const now = isRunning ? (progress ?? step.progress ?? undefined) : undefined;
  const value = now && shareOf(now);
  const isToCome = step.status === 'waiting' || step.status === 'queued' || isRunning;
  const seconds = step.started_at === null || step.ended_at === null ? 0 : step.ended_at - step.started_at;
  const facts = [
    step.attempt > 1 && said.attempt(step.attempt),
    // Times are in whole seconds.
    seconds > 0 && formatDuration(seconds),
  ].filter(Boolean);
  return (
    <li className="flex gap-3" aria-current={isRunning ? 'step' : undefined}>
      <Icon size={18} aria-hidden className={`mt-0.5 shrink-0 ${colour}`} />
      <div className="min-w-0 flex-1 space-y-1">
        <p className="flex justify-between gap-2 text-sm">
          <span className={isRunning ? 'font-semibold' : 'font-medium'}>
            {name}
            <span className="sr-only">: {trainText.stepStatus[step.status]}</span>
          </span>
          <span className="text-muted">{facts.join(' · ')}</span>
        </p>
        {now && (
          <>
            <p className="text-xs break-words text-muted">{describeProgress(now)}</p>
            <ProgressBar label={name} {...(value !== undefined && { value })} />
          </>
        )}
        {!now && hint !== '' && isToCome && <p className="text-xs text-muted">{hint}</p>}
      </div>
    </li>
  );
}

/** The steps of a run in their order, each with how it is. */
export function StageList({
  steps,
  progress,
}: {
  steps: readonly RunStep[];
  progress: Readonly<Record<string, Progress>>;
}): ReactElement {
  return (
    <ol className="space-y-3">
      {steps.map((step) => (
        <Stage key={step.name} step={step} progress={progress[step.name]} />
      ))}
    </ol>
  );
}
