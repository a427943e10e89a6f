import type { ReactElement } from 'react';
import { text } from '../text/text.ts';
import type { LineSeries } from './line-series.ts';
import { Cell, HeadCell, Table } from './table.tsx';

/** Rows that a person still reads. */
const mostRows = 50;

/** The figures of a chart, the last ones; folded. */
export function SeriesTable({
  title,
  xLabel,
  series,
  formatX,
  formatY,
}: {
  title: string;
  xLabel: string;
  series: readonly LineSeries[];
  formatX: (value: number) => string;
  formatY: (value: number) => string;
}): ReactElement {
  const rows = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))]
    .toSorted((a, b) => a - b)
    .slice(-mostRows);
  const values = series.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])));
  return (
    <details className="mt-2 text-sm">
      <summary className="text-muted">{text.chart.asTable}</summary>
      <div className="mt-2 max-h-64 overflow-y-auto">
        <Table label={title}>
          <thead>
            <tr>
              <HeadCell>{xLabel}</HeadCell>
              {series.map(({ name }) => (
                <HeadCell key={name}>{name}</HeadCell>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((x) => (
              <tr key={x}>
                <Cell>{formatX(x)}</Cell>
                {values.map((of, index) => (
                  <Cell key={series[index]!.name}>{of.has(x) ? formatY(of.get(x)!) : ''}</Cell>
                ))}
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </details>
  );
}
