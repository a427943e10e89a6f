/** One line of Prometheus' text format. */
interface Sample {
  labels: Readonly<Record<string, string>>;
  value: number;
}

/** The samples of a scrape, by the name of their metric. */
export class PrometheusSamples {
  readonly #samples = new Map<string, Sample[]>();

  /** @param text as `/metrics` answers; lines that are none are left out. */
  constructor(text: string) {
    for (const line of text.split('\n')) {
      const [, name, labels, value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === undefined) continue;
      const samples = this.#samples.get(name) ?? [];
      samples.push({ labels: parseLabels(labels ?? ''), value: Number(value) });
      this.#samples.set(name, samples);
    }
  }

  /** Of all samples that have these labels; 0 when there are none. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.#of(name, labels).reduce((total, { value }) => total + value, 0);
  }

  has(name: string): boolean {
    return this.#samples.has(name);
  }

  /** Sums by the values of one label. */
  by(name: string, label: string): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { labels, value } of this.#of(name, {})) {
      const key = labels[label] ?? '';
      sums.set(key, (sums.get(key) ?? 0) + value);
    }
    return sums;
  }

  #of(name: string, wanted: Readonly<Record<string, string>>): Sample[] {
    const samples = this.#samples.get(name) ?? [];
    return samples.filter(({ labels }) => Object.entries(wanted).every(([key, value]) => labels[key] === value));
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', '\\': '\\', '"': '"' };

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
    labels[name!] = value!.replaceAll(/\\(.)/g, (whole, letter: string) => escapes[letter] ?? whole);
  }
  return labels;
}
