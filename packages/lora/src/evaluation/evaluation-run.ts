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
