import type { Run } from './train-queries.ts';

/** What the steps of a run have found, as far as the page shows it. */
export interface StepResults {
  prepare?: { warnings: readonly string[] };
  parity?: { passed: boolean; reason?: string };
  gate?: { passed: boolean; rule: string; reasons: readonly string[] };
  publish?: { name: string; version: number; live: boolean; reason?: string };
  evaluate?: { metrics: Readonly<Record<string, number>>; counts: Readonly<Record<string, number>> };
}

/** Results are plain data of the server's own; a step without one is left out. */
export function resultsOf({ steps }: Pick<Run, 'steps'>): StepResults {
  const found = Object.fromEntries(
    steps
      .filter(({ result }) => typeof result === 'object' && result !== null)
      .map(({ name, result }) => [name, result]),
  ) as Omit<StepResults, 'prepare'> & { prepare?: { plan?: { warnings?: readonly string[] } } };
  const { prepare, ...results } = found;
  return { ...results, prepare: { warnings: prepare?.plan?.warnings ?? [] } };
}
