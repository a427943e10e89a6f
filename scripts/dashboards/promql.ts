/** The label matchers of the dashboard's variables, with more if there are any. */
export function on(more = ''): string {
  return `{job=~"$job",instance=~"$instance"${more && `,${more}`}}`;
}

export function perSecond(counter: string, more = ''): string {
  return `rate(${counter}${on(more)}[$__rate_interval])`;
}

/** Median, 95th and 99th percentile of a histogram. */
export function quantiles(histogram: string): [string, string][] {
  return [50, 95, 99].map((percent) => [
    `histogram_quantile(0.${percent}, sum by (le) (${perSecond(`${histogram}_bucket`)}))`,
    `p${percent}`,
  ]);
}
