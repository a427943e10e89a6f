import type { JobGraph, JobGraphRequest, JobStep } from '@tuneloop/protocol';
import type { Store } from '@tuneloop/store';
import { z } from 'zod';
import { readGraph } from './job-graph.ts';
import type { JobKind } from './job-kind.ts';
import type { JobTable } from './job-table.ts';
import { invalid, newId, readTask, type ReadTask } from './read-task.ts';
import { sortSteps } from './sort-steps.ts';

const shape = z.object({
  steps: z
    .array(
      z.object({
        name: z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'must be letters, digits, ".", "_" and "-", 100 at most'),
        after: z.array(z.string()).optional(),
      }),
    )
    .min(1)
    .max(1000),
});

type ReadStep = ReadTask & { name: string; after: readonly string[] };

/** Errors: those of `JobQueue.submitGraph`. */
export function submitGraph(
  store: Store,
  table: JobTable,
  kinds: ReadonlyMap<string, JobKind>,
  { steps, owner, idempotencyKey }: JobGraphRequest,
): JobGraph {
  const read = readSteps(kinds, steps);
  const request = JSON.stringify(read.map(({ id: _id, ...step }) => step));
  return store.transaction(() => {
    const known =
      idempotencyKey === undefined
        ? undefined
        : store.get(
            `SELECT id, request FROM jobs_graphs WHERE idempotency_key = ? AND coalesce(owner, '') = ?`,
            idempotencyKey,
            owner ?? '',
          );
    if (known) {
      if (known['request'] !== request) {
        throw invalid('This idempotency key was used for a graph with other steps; use a new one.', 'idempotency_key');
      }
      const id = known['id'] as string;
      return readGraph(table, id);
    }
    const id = newId('graph');
    if (idempotencyKey !== undefined) {
      store.run(
        'INSERT INTO jobs_graphs (id, owner, idempotency_key, request) VALUES (?, ?, ?, ?)',
        id,
        owner ?? null,
        idempotencyKey,
        request,
      );
    }
    const ids = new Map(read.map((step) => [step.name, step.id]));
    for (const { name, after, ...task } of sortSteps(read)) {
      const afterIds = after.flatMap((earlier) => ids.get(earlier) ?? []);
      const stepOrder = steps.findIndex((step) => step.name === name);
      table.insert({ ...task, owner, idempotencyKey: undefined, after: afterIds, graph: id, step: name, stepOrder });
    }
    return readGraph(table, id);
  });
}

/** Errors: `INVALID_REQUEST`. */
function readSteps(kinds: ReadonlyMap<string, JobKind>, steps: readonly JobStep[]): ReadStep[] {
  const parsed = shape.safeParse({ steps });
  if (!parsed.success) {
    throw invalid(z.prettifyError(parsed.error), z.core.toDotPath(parsed.error.issues[0]?.path ?? []));
  }
  const read = steps.map((step, index) => ({
    ...readTask(kinds, step, `steps[${index}].`),
    name: step.name,
    after: [...new Set(step.after)],
  }));
  // Before anything is written: what is wrong with the graph itself.
  sortSteps(read);
  return read;
}
