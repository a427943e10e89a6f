import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { formatNumber } from '../text/format.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { formatDuration, formatFigure } from './format-figures.ts';
import { latestMetrics, type RunHistory } from './run-history.ts';
import type { Run } from './train-queries.ts';

const said = trainText.run;

/** How far the trainer is, how fast, and how long it takes still. */
export function TrainingProgress({ run, history }: { run: Run; history: RunHistory }): ReactElement | null {
  const train = run.steps.find(({ name }) => name === 'train');
  const { completed, total } = history.progress['train'] ?? train?.progress ?? {};
  const latest = latestMetrics(history);
  const isTraining = train?.status === 'running';
  if (!isTraining || !latest || total === undefined || completed === undefined) return null;
  const { loss, tokens_per_second: speed, eta_seconds: left } = latest;
  const facts = [
    loss !== undefined && said.lossNow(formatFigure(loss)),
    speed !== undefined && said.speed(formatNumber(Math.round(speed))),
    left !== undefined && said.left(formatDuration(left)),
  ].filter(Boolean);
  return (
    <div className="space-y-1.5">
      <p className="flex flex-wrap justify-between gap-x-4 text-sm">
        <span className="font-medium">{said.step(formatNumber(completed), formatNumber(total))}</span>
        <span className="text-muted tabular-nums">{facts.join(' · ')}</span>
      </p>
      <ProgressBar label={said.progress} value={completed / total} />
    </div>
  );
}
