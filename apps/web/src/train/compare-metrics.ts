/** A figure of before and after. */
export interface MetricPair {
  name: string;
  before?: number | undefined;
  after: number;
}

/** Those that stand alone and are worth a line. */
const alone = new Set(['win_rate', 'win_rate_plain', 'regression']);

/** Figures in pairs, in the order in which the server gives them; bounds and differences are left out. */
export function pairedMetrics(metrics: Readonly<Record<string, number>>): MetricPair[] {
  return Object.entries(metrics)
    .filter(([name]) => `${name}_before` in metrics || alone.has(name))
    .map(([name, after]) => ({ name, before: metrics[`${name}_before`], after }));
}
