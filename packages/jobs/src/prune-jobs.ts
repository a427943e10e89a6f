import type { Store } from '@tuneloop/store';

const ended = `status IN ('succeeded', 'failed', 'cancelled', 'skipped')`;

/** A graph goes as a whole, since a step that is resumed needs the results of others. */
const unit = (table: string): string => `coalesce(${table}.graph, ${table}.id)`;

/** What `JobTable.prune` does; inside of a transaction. */
export function pruneJobs(store: Store, endedBefore: string, keep: number): void {
  const isOld = `${ended} AND (ended_at < ? OR sequence <= (SELECT sequence FROM jobs WHERE ${ended} ORDER BY sequence DESC LIMIT 1 OFFSET ?))`;
  if (!store.get(`SELECT 1 FROM jobs WHERE ${isOld} LIMIT 1`, endedBefore, keep)) return;
  store.run(
    `WITH old AS (SELECT sequence FROM jobs WHERE ${isOld}),
     kept AS (
       SELECT ${unit('jobs')} FROM jobs WHERE sequence NOT IN (SELECT sequence FROM old)
       UNION
       SELECT ${unit('earlier')} FROM jobs_dependencies
       JOIN jobs AS earlier ON earlier.sequence = dependency JOIN jobs AS later ON later.sequence = job
       WHERE ${unit('earlier')} <> ${unit('later')}
     )
     DELETE FROM jobs WHERE ${unit('jobs')} NOT IN (SELECT * FROM kept)`,
    endedBefore,
    keep,
  );
  store.run('DELETE FROM jobs_graphs WHERE id NOT IN (SELECT graph FROM jobs WHERE graph IS NOT NULL)');
}
