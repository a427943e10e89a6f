import type { Schemas } from '../api/client.ts';

type Job = Schemas['Job'];

export interface Download {
  id: string;
  reference: string;
  status: Job['status'];
  progress: Job['progress'];
  /** Why it failed. */
  error: string | undefined;
  /** When it began, in ms since 1970. */
  time: number;
}

const underWay: ReadonlySet<Job['status']> = new Set(['waiting', 'queued', 'running', 'delayed']);

export const isUnderWay = ({ status }: Pick<Download, 'status'>): boolean => underWay.has(status);

/** What a job of the kind `download` is asked to bring. */
export function referenceOf({ input }: Pick<Job, 'input'>): string {
  const { model } = (input ?? {}) as { model?: unknown };
  return typeof model === 'string' ? model : '';
}

/** What failed is shown for so long, in ms. */
const shownMs = 24 * 3_600_000;

/** The last try for each reference, but for those that succeeded: these are models now. `jobs`: the latest first. */
export function downloadsOf(jobs: readonly Job[], now: number): Download[] {
  const latest = new Map<string, Download>();
  for (const { id, input, status, progress, error, created_at: createdAt } of jobs) {
    const reference = referenceOf({ input });
    if (latest.has(reference)) continue;
    latest.set(reference, { id, reference, status, progress, error: error?.message, time: createdAt * 1000 });
  }
  return [...latest.values()].filter(
    (download) => isUnderWay(download) || (download.status !== 'succeeded' && now - download.time < shownMs),
  );
}

/** A share of 1; `undefined` while nobody knows how much there is. */
export function shareOf({ progress }: Pick<Download, 'progress'>): number | undefined {
  return progress?.total ? progress.completed / progress.total : undefined;
}
