import type { AdapterHistory } from './train-queries.ts';

/** Whether another version, which is there still, was live before the one that is. */
export function canRollBack({
  version: live,
  versions,
  events,
}: Pick<AdapterHistory, 'version' | 'versions' | 'events'>): boolean {
  return events.some(
    ({ type, version }) =>
      (type === 'promoted' || type === 'rolled-back') &&
      version !== live &&
      versions.some((candidate) => candidate.version === version),
  );
}
