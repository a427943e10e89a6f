import { throwIfAborted } from '@tuneloop/protocol';
import type { EvaluateOptions, EvaluationLimits, EvaluationProgress } from './evaluate-options.ts';
import type { EvaluatedModel } from './evaluated-model.ts';
import type { ItemLog } from './item-log.ts';

/** What all parts of an evaluation share. */
export interface EvaluationRun {
  before: EvaluatedModel;
  after: EvaluatedModel;
  judge?: EvaluatedModel | undefined;
  limits: EvaluationLimits;
  reasoning: { enabled: boolean };
  seed: number;
  log: ItemLog;
  signal?: AbortSignal | undefined;
  onProgress?: EvaluateOptions['onProgress'];
}

/** Measures items one after the other: requests of users come in between, and the same order gives the same figures. */
export async function measureEach<Item, Value>(
  { log, onProgress, signal }: EvaluationRun,
  { phase, items }: { phase: EvaluationProgress['phase']; items: readonly Item[] },
  measure: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = [];
  for (const item of items) {
    throwIfAborted(signal);
    values.push(await log.once([phase, item], () => measure(item)));
    onProgress?.({ phase, completed: values.length, total: items.length });
  }
  return values;
}

/** Measures both; where they are the same, once. */
export async function measureBoth<Value>(
  { before, after }: Pick<EvaluationRun, 'before' | 'after'>,
  measure: (model: EvaluatedModel) => Promise<Value>,
): Promise<{ before: Value; after: Value }> {
  const old = await measure(before);
  return { before: old, after: isSame(before, after) ? old : await measure(after) };
}

function isSame(a: EvaluatedModel, b: EvaluatedModel): boolean {
  return a.model === b.model && JSON.stringify(a.adapters ?? []) === JSON.stringify(b.adapters ?? []);
}
