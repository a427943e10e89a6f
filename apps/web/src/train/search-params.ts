import type { RunStatus } from './train-queries.ts';
import type { TrainingForm } from './training-form.ts';

/** What an address may say of a new training; `like`: the settings of this run. */
export type NewRunSearch = Partial<Pick<TrainingForm, 'file' | 'export' | 'name' | 'model' | 'continueFrom'>> & {
  like?: string;
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value.slice(0, 200)
    : typeof value === 'number'
      ? String(value)
      : undefined;

const names = ['file', 'export', 'name', 'model', 'continueFrom', 'like'] as const;

export function newRunSearch(search: Record<string, unknown>): NewRunSearch {
  return Object.fromEntries(
    names.map((name) => [name, text(search[name])] as const).filter(([, value]) => value !== undefined),
  );
}

const statuses: readonly RunStatus[] = ['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled', 'forgotten'];

/** Which runs are listed. */
export function runsSearch(search: Record<string, unknown>): { status?: RunStatus } {
  const status = statuses.find((candidate) => candidate === search['status']);
  return status === undefined ? {} : { status };
}
