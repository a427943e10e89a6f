export interface MetricSample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** Prometheus' text format, by name. */
export type Metrics = ReadonlyMap<string, readonly MetricSample[]>;

const line = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)$/;
const label = /(?<name>\w+)="(?<value>(?:[^"\\]|\\.)*)"/g;

function parseMetrics(text: string): Metrics {
  const metrics = new Map<string, MetricSample[]>();
  for (const written of text.split('\n')) {
    const groups = line.exec(written)?.groups;
    if (!groups) continue;
    const labels = Object.fromEntries(
      [...(groups['labels'] ?? '').matchAll(label)].map((match) => [match.groups!['name'], match.groups!['value']]),
    ) as Record<string, string>;
    const samples = metrics.get(groups['name']!) ?? [];
    samples.push({ labels, value: Number(groups['value']) });
    metrics.set(groups['name']!, samples);
  }
  return metrics;
}

export function sumOf(
  metrics: Metrics,
  name: string,
  wanted: (labels: MetricSample['labels']) => boolean = () => true,
): number {
  return (metrics.get(name) ?? []).reduce((sum, { labels, value }) => (wanted(labels) ? sum + value : sum), 0);
}

export async function fetchMetrics(url: string, key: string | undefined): Promise<Metrics> {
  const response = await fetch(`${url}/metrics`, {
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`/metrics answers ${response.status}: ${await response.text()}`);
  return parseMetrics(await response.text());
}
