import type { Attributes, HrTime } from '@opentelemetry/api';
import { ValueType } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';

/** A metric as Prometheus' client for Node gives it as data. */
export interface PrometheusMetric {
  name: string;
  help: string;
  type: string;
  values: readonly {
    value: number;
    labels: Readonly<Record<string, string | number | undefined>>;
    metricName?: string | undefined;
  }[];
}

const scope = { name: '@tuneloop/metrics' };
const temporality = AggregationTemporality.CUMULATIVE;
/** Prometheus' base units, as OpenTelemetry writes them. */
const units: readonly [RegExp, string][] = [
  [/_seconds(?:_total)?$/, 's'],
  [/_bytes(?:_total)?$/, 'By'],
  [/_tokens(?:_total)?$/, '{token}'],
  [/_ratio$/, '1'],
];

/** Tells what a registry of Prometheus' client holds, so that nothing is counted twice. Summaries are left out. */
export function prometheusProducer(read: () => Promise<readonly PrometheusMetric[]>): MetricProducer {
  const start = hrNow();
  return {
    async collect() {
      const now = hrNow();
      const metrics = (await read()).flatMap((metric) => convert(metric, start, now));
      return { resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope, metrics }] }, errors: [] };
    },
  };
}

function convert(metric: PrometheusMetric, startTime: HrTime, endTime: HrTime): MetricData[] {
  const descriptor = {
    name: metric.name,
    description: metric.help,
    unit: units.find(([pattern]) => pattern.test(metric.name))?.[1] ?? '',
    valueType: ValueType.DOUBLE,
  };
  const base = { descriptor, aggregationTemporality: temporality };
  const point = <T>(labels: Attributes, value: T): DataPoint<T> => ({ startTime, endTime, attributes: labels, value });
  const points = (): DataPoint<number>[] =>
    metric.values.filter(({ value }) => Number.isFinite(value)).map(({ labels, value }) => point({ ...labels }, value));
  switch (metric.type) {
    case 'counter':
      return [{ ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: points() }];
    case 'gauge':
      return [{ ...base, dataPointType: DataPointType.GAUGE, dataPoints: points() }];
    case 'histogram':
      return [
        {
          ...base,
          dataPointType: DataPointType.HISTOGRAM,
          dataPoints: histograms(metric).map(({ labels, buckets, sum, count }) =>
            point(labels, { buckets, sum, count }),
          ),
        },
      ];
    default:
      return [];
  }
}

interface HistogramValue {
  labels: Attributes;
  buckets: { boundaries: number[]; counts: number[] };
  sum: number;
  count: number;
}

/** Prometheus' buckets hold those below them, OpenTelemetry's do not. */
function histograms({ name, values }: PrometheusMetric): HistogramValue[] {
  const found = new Map<string, HistogramValue & { below: number }>();
  for (const { value, labels: all, metricName } of values) {
    const { le, ...labels } = all;
    const key = JSON.stringify(labels);
    const histogram = found.get(key) ?? { labels, buckets: { boundaries: [], counts: [] }, sum: 0, count: 0, below: 0 };
    found.set(key, histogram);
    if (metricName === `${name}_sum`) histogram.sum = value;
    else if (metricName === `${name}_count`) histogram.count = value;
    else {
      if (typeof le === 'number') histogram.buckets.boundaries.push(le);
      histogram.buckets.counts.push(value - histogram.below);
      histogram.below = value;
    }
  }
  return [...found.values()];
}

function hrNow(): HrTime {
  const now = Date.now();
  return [Math.floor(now / 1000), (now % 1000) * 1e6];
}
