import type { ReactElement } from 'react';
import { CartesianGrid, Legend, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatNumber } from '../text/format.ts';
import { text } from '../text/text.ts';
import { strokes, type LineSeries } from './line-series.ts';
import { SeriesTable } from './series-table.tsx';

export interface LineChartProps {
  /** Names the chart; said above it and to screen readers. */
  title: string;
  xLabel: string;
  series: readonly LineSeries[];
  formatX?: (value: number) => string;
  formatY?: (value: number) => string;
  /** Pixels. */
  height?: number;
  yDomain?: readonly [number | 'auto', number | 'auto'];
}

const wholeRange = ['auto', 'auto'] as const;
const tick = { fill: 'var(--muted)', fontSize: 12 };

/** Three digits; what is tiny, such as a learning rate, in powers of ten. */
function formatFigure(value: number): string {
  return Math.abs(value) < 0.01 && value !== 0 ? value.toExponential(1) : value.toPrecision(3);
}

export function DrawnLineChart({
  title,
  xLabel,
  series,
  formatX = formatNumber,
  formatY = formatFigure,
  height = 220,
  yDomain = wholeRange,
}: LineChartProps): ReactElement {
  const isEmpty = series.every(({ points }) => points.length === 0);
  return (
    <figure className="rounded-xl border border-line bg-panel p-4">
      <figcaption className="mb-2 text-sm font-medium">{title}</figcaption>
      {isEmpty ? (
        <p className="py-8 text-center text-sm text-muted">{text.chart.empty}</p>
      ) : (
        <>
          <div aria-hidden data-chart={title} style={{ height }}>
            <ResponsiveContainer width="100%" height="100%">
              <LineChart margin={{ top: 4, right: 12, bottom: 4, left: 0 }} accessibilityLayer={false}>
                <CartesianGrid stroke="var(--line)" vertical={false} />
                <XAxis
                  dataKey="x"
                  type="number"
                  domain={['dataMin', 'dataMax']}
                  allowDuplicatedCategory={false}
                  allowDecimals={false}
                  tickFormatter={formatX}
                  tick={tick}
                  stroke="var(--line)"
                />
                <YAxis
                  tickFormatter={formatY}
                  tick={tick}
                  stroke="var(--line)"
                  width={64}
                  domain={[...yDomain] as [number | 'auto', number | 'auto']}
                />
                <Tooltip
                  labelFormatter={(value) => `${xLabel} ${formatX(Number(value))}`}
                  formatter={(value) => formatY(Number(value))}
                  contentStyle={{ background: 'var(--raised)', border: '1px solid var(--line)', borderRadius: 8 }}
                />
                {series.length > 1 && <Legend wrapperStyle={{ fontSize: 12 }} />}
                {series.map(({ name, points }, index) => (
                  <Line
                    key={name}
                    name={name}
                    data={points as { x: number; y: number }[]}
                    dataKey="y"
                    stroke={strokes[index % strokes.length]!.colour}
                    strokeDasharray={strokes[index % strokes.length]!.dash}
                    strokeWidth={2}
                    dot={points.length < 12}
                    isAnimationActive={false}
                  />
                ))}
              </LineChart>
            </ResponsiveContainer>
          </div>
          <SeriesTable title={title} xLabel={xLabel} series={series} formatX={formatX} formatY={formatY} />
        </>
      )}
    </figure>
  );
}
