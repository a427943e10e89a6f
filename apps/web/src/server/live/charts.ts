import { serverText } from '../../text/en/server.ts';
import type { LineSeries } from '../../ui/line-series.ts';
import type { Sample } from './metrics-query.ts';

const said = serverText.live;

export interface Chart {
  title: string;
  series: readonly LineSeries[];
}

/** A line of what the samples tell; where they do not, it has no points. */
function line(name: string, samples: readonly Sample[], valueOf: (sample: Sample) => number | null): LineSeries {
  const points = samples.flatMap((sample) => {
    const y = valueOf(sample);
    return y === null ? [] : [{ x: sample.time, y }];
  });
  return { name, points };
}

const percent = (share: number | null): number | null => (share === null ? null : share * 100);

/** The charts that the samples have figures for. */
export function chartsOf(samples: readonly Sample[]): Chart[] {
  const { charts, series } = said;
  const cache = line(series.cache, samples, (sample) => percent(sample.kv_cache_use));
  const gpu = line(series.gpu, samples, (sample) => percent(sample.gpu_use));
  return [
    {
      title: charts.tokens,
      series: [
        line(series.generated, samples, (sample) => sample.generated_tokens_per_second),
        line(series.read, samples, (sample) => sample.prompt_tokens_per_second),
      ],
    },
    {
      title: charts.firstToken,
      series: [
        line(series.p50, samples, (sample) => sample.ttft_p50_ms),
        line(series.p95, samples, (sample) => sample.ttft_p95_ms),
      ],
    },
    {
      title: charts.requests,
      series: [
        line(series.active, samples, (sample) => sample.active_requests),
        line(series.waiting, samples, (sample) => sample.queued_requests),
      ],
    },
    ...(cache.points.length > 0 ? [{ title: charts.cache, series: [cache] }] : []),
    ...(gpu.points.length > 0 ? [{ title: charts.gpu, series: [gpu] }] : []),
    { title: charts.memory, series: [line(series.memory, samples, (sample) => sample.memory_bytes / 1e9)] },
    { title: charts.lag, series: [line(series.lag, samples, (sample) => sample.event_loop_lag_ms)] },
  ];
}
