import { randomUUID } from 'node:crypto';
import { TuneloopError, type JobTask } from '@tuneloop/protocol';
import { z } from 'zod';
import type { JobKind } from './job-kind.ts';

/** A task that may be stored. */
export interface ReadTask {
  id: string;
  kind: string;
  inputText: string;
  priority: number;
}

/** Validates what somebody asks for; `path` is where it stands in the request. Errors: `INVALID_REQUEST`. */
export function readTask(kinds: ReadonlyMap<string, JobKind>, task: JobTask, path = ''): ReadTask {
  const kind = kinds.get(task.kind);
  if (!kind) {
    const known = [...kinds.keys()].join(', ');
    throw invalid(`There is no kind of job "${task.kind.slice(0, 100)}". Kinds are: ${known}.`, `${path}kind`);
  }
  const { priority = 0 } = task;
  if (!Number.isInteger(priority) || Math.abs(priority) > 1000) {
    throw invalid(`priority: must be a whole number from -1000 to 1000, not ${priority}`, `${path}priority`);
  }
  const parsed = kind.input.safeParse(task.input);
  if (!parsed.success) {
    const within = z.core.toDotPath(parsed.error.issues[0]?.path ?? []);
    throw invalid(z.prettifyError(parsed.error), `${path}${within === '' ? 'input' : `input.${within}`}`);
  }
  return { id: newId('job'), kind: kind.name, inputText: JSON.stringify(parsed.data), priority };
}

export function newId(prefix: 'job' | 'graph'): string {
  return `${prefix}_${randomUUID().replaceAll('-', '')}`;
}

export function invalid(message: string, param: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', message, { details: { param } });
}
