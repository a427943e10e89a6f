import type { JobGraphEvent } from '@tuneloop/protocol';
import { metricsOf } from './describe-history.ts';

const columns = ['step', 'train_loss', 'train_mean_token_accuracy', 'valid_loss', 'valid_mean_token_accuracy'] as const;

/** The curves of a run as CSV, a line for each step; a resumed run's later figures count. */
export function metricsTable(history: readonly JobGraphEvent[]): string {
  const rows = new Map<number, Record<string, number>>();
  for (const { step: name, event } of history) {
    if (name !== 'train' || event.type !== 'metrics') continue;
    rows.set(event.step, { ...rows.get(event.step), ...metricsOf(event.step, event.values) });
  }
  const lines = [...rows.values()]
    .toSorted((one, other) => (one['step'] ?? 0) - (other['step'] ?? 0))
    .map((row) => columns.map((column) => row[column] ?? '').join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}
