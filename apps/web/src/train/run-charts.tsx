import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { formatNumber } from '../text/format.ts';
import { LineChart } from '../ui/line-chart.tsx';
import type { LineSeries } from '../ui/line-series.ts';
import { formatFigure } from './format-figures.ts';
import { pointsOf, type RunHistory } from './run-history.ts';

const said = trainText.run;

/** Charts beside that of the loss, where there are figures for them. */
const others = [
  [said.learningRateChart, 'learning_rate'],
  [said.margins, 'rewards/margins'],
  [said.gradientNorm, 'grad_norm'],
  [said.speedChart, 'tokens_per_second'],
] as const;

/** The curves of a training. */
export function RunCharts({ history }: { history: RunHistory }): ReactElement {
  const evaluation = pointsOf(history, 'eval_loss');
  const loss: LineSeries[] = [
    { name: said.trainLoss, points: pointsOf(history, 'loss') },
    ...(evaluation.length > 0 ? [{ name: said.evalLoss, points: evaluation }] : []),
  ];
  const charts = others
    .map(([title, name]) => ({ title, points: pointsOf(history, name) }))
    .filter(({ points }) => points.length > 0);
  const shared = { xLabel: said.stepLabel, formatX: formatNumber, formatY: formatFigure };
  return (
    <div className="space-y-4">
      <LineChart title={said.loss} series={loss} height={280} {...shared} />
      <div className="grid gap-4 lg:grid-cols-2">
        {charts.map(({ title, points }) => (
          <LineChart key={title} title={title} series={[{ name: title, points }]} height={180} {...shared} />
        ))}
      </div>
    </div>
  );
}
