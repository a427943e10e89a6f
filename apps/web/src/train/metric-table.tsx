import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { Cell, HeadCell, Table } from '../ui/table.tsx';
import { pairedMetrics } from './compare-metrics.ts';
import { formatFigure } from './format-figures.ts';

const said = trainText.verdict;

/** Figures before and after, side by side. */
export function MetricTable({ metrics }: { metrics: Readonly<Record<string, number>> }): ReactElement | null {
  const pairs = pairedMetrics(metrics);
  if (pairs.length === 0) return null;
  return (
    <Table label={said.metric}>
      <thead>
        <tr>
          {[said.metric, said.before, said.after, said.change].map((name, index) => (
            <HeadCell key={name} className={index === 0 ? '' : 'text-right'}>
              {name}
            </HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {pairs.map(({ name, before, after }) => {
          const change = before === undefined ? undefined : after - before;
          return (
            <tr key={name}>
              <Cell>{trainText.metrics[name] ?? name}</Cell>
              <Cell className="text-right tabular-nums">{before === undefined ? '' : formatFigure(before)}</Cell>
              <Cell className="text-right font-medium tabular-nums">{formatFigure(after)}</Cell>
              <Cell className="text-right text-muted tabular-nums">
                {change === undefined ? '' : `${change > 0 ? '+' : ''}${formatFigure(change)}`}
              </Cell>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
