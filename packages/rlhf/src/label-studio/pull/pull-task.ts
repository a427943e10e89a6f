import {
  TuneloopError,
  type EventSink,
  type InteractionLog,
  type JudgedComparison,
  type JudgedInteraction,
} from '@tuneloop/protocol';
import type { Annotation, AnnotationTask } from '../client/wire.ts';
import { readReference, type TaskReference } from '../tasks/labeling-task.ts';
import { originOf } from './judgement-id.ts';
import { readJudgement } from './read-judgement.ts';
import { reconcile, type Opinion } from './reconcile.ts';

/** What pulling needs of the log. */
export type JudgementLog = Pick<InteractionLog, 'get' | 'getComparison'> & EventSink;

/** Why an annotation, or a task, says nothing to the log. */
export type IgnoredReason =
  /** The task was not pushed from here. */
  | 'not-ours'
  /** The log has no such interaction or comparison, or no more. */
  | 'unknown'
  /** The annotator skipped the task. */
  | 'skipped'
  /** The annotation says nothing that could be read. */
  | 'empty'
  /** A later one of the same annotator counts. */
  | 'superseded';

export interface PulledTask {
  annotations: number;
  added: number;
  withdrawn: number;
  ignored: IgnoredReason[];
}

export interface PullTaskOptions {
  /** Of Label Studio. */
  url: string;
  project: number;
  log: JudgementLog;
  /** The annotator of an annotation, as the log is to name them. */
  authorOf: (annotation: Annotation) => string;
  now: Date;
}

/** Brings the log up to what the annotations of one task say. Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED`. */
export async function pullTask(task: AnnotationTask, options: PullTaskOptions): Promise<PulledTask> {
  const pulled: PulledTask = { annotations: task.annotations.length, added: 0, withdrawn: 0, ignored: [] };
  const reference = readReference(task.data);
  if (reference === undefined) return { ...pulled, ignored: ['not-ours'] };
  const judged = await find(options.log, reference);
  if (judged === undefined) return { ...pulled, ignored: ['unknown'] };

  const opinions = new Map<string, Opinion>();
  const inOrder = task.annotations.toSorted((a, b) => compare(a.updatedAt, b.updatedAt) || a.id - b.id);
  for (const annotation of inOrder) {
    const judgement = annotation.skipped ? undefined : readJudgement(reference, annotation);
    if (judgement === undefined) {
      pulled.ignored.push(annotation.skipped ? 'skipped' : 'empty');
      continue;
    }
    const author = options.authorOf(annotation);
    if (opinions.has(author)) pulled.ignored.push('superseded');
    opinions.set(author, { author, annotation: annotation.id, updatedAt: annotation.updatedAt, judgement });
  }
  const origin = originOf(options.url, options.project, task.id);
  const { records, added, withdrawn } = reconcile(origin, judged, [...opinions.values()], options.now);
  for (const record of records) options.log.write(record);
  return { ...pulled, added, withdrawn };
}

async function find(log: JudgementLog, task: TaskReference): Promise<JudgedComparison | JudgedInteraction | undefined> {
  try {
    return await ('comparison' in task ? log.getComparison('all', task.comparison) : log.get('all', task.interaction));
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
