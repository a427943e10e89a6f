import { lazy, Suspense, type ReactElement } from 'react';
import type { LineChartProps } from './drawn-line-chart.tsx';
import { Loading } from './loading.tsx';

const DrawnLineChart = lazy(async () => ({ default: (await import('./drawn-line-chart.tsx')).DrawnLineChart }));

/** Lines over steps or time, with a table of the same figures for who cannot see them. The library comes when it is needed. */
export function LineChart(props: LineChartProps): ReactElement {
  return (
    <Suspense fallback={<Loading />}>
      <DrawnLineChart {...props} />
    </Suspense>
  );
}
