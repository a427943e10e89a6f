import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Store } from '@tuneloop/store';

/**
 * A runner that has not signed for so long is taken for dead, in ms; only needed where its process cannot be looked at.
 * Measured from when its last signature was first seen, by this process's monotonic clock: the clocks of two hosts differ,
 * and one that was set would make those dead that live.
 */
const deadAfterMs = 30_000;

/** Of this process. A row with this process's id that is not among them is of an earlier process with the same id. */
const ownRunners = new Set<string>();

/** Which runners live: whoever finds a job whose runner does not takes it over. */
export interface RunnerRegistry {
  readonly id: string;
  /** Says that this runner lives; to be repeated every few seconds. */
  sign(): void;
  /** Ids of all that live. Forgets the others. */
  living(): ReadonlySet<string>;
  /** Whether another one that lives runs jobs of a kind. */
  runsElsewhere(kind: string): boolean;
  leave(): void;
}

/** @param kinds those that this runner runs. */
export function createRunnerRegistry(store: Store, kinds: readonly string[]): RunnerRegistry {
  const id = randomUUID();
  const host = hostname();

  const signatures = new Map<string, { seenAt: number; since: number }>();

  const hasSigned = (runner: string, seenAt: number): boolean => {
    const known = signatures.get(runner);
    if (known?.seenAt === seenAt) return performance.now() - known.since <= deadAfterMs;
    signatures.set(runner, { seenAt, since: performance.now() });
    return true;
  };

  const lives = (runner: string, itsHost: string, processId: number, seenAt: number): boolean => {
    if (ownRunners.has(runner)) return true;
    if (!hasSigned(runner, seenAt)) return false;
    if (itsHost !== host) return true;
    return processId !== process.pid && isAlive(processId);
  };

  return {
    id,
    sign() {
      ownRunners.add(id);
      store.run(
        'INSERT OR REPLACE INTO jobs_runners (id, host, process, seen_at, kinds) VALUES (?, ?, ?, ?, ?)',
        id,
        host,
        process.pid,
        Date.now(),
        JSON.stringify(kinds),
      );
    },
    living() {
      const living = new Set<string>();
      for (const row of store.all('SELECT * FROM jobs_runners')) {
        const { id: runner, host: itsHost, process: processId, seen_at: seenAt } = row;
        if (lives(runner as string, itsHost as string, processId as number, seenAt as number))
          living.add(runner as string);
        else {
          signatures.delete(runner as string);
          store.run('DELETE FROM jobs_runners WHERE id = ?', runner as string);
        }
      }
      return living;
    },
    runsElsewhere: (kind) =>
      store.all('SELECT * FROM jobs_runners WHERE id <> ?', id).some((row) => {
        const { id: runner, host: itsHost, process: processId, seen_at: seenAt, kinds: itsKinds } = row;
        const hasKind = (JSON.parse(itsKinds as string) as string[]).includes(kind);
        return hasKind && lives(runner as string, itsHost as string, processId as number, seenAt as number);
      }),
    leave() {
      ownRunners.delete(id);
      store.run('DELETE FROM jobs_runners WHERE id = ?', id);
    },
  };
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
