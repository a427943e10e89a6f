import { readRows } from '@tuneloop/datasets';
import { TuneloopError, type InteractionQuery } from '@tuneloop/protocol';
import { tasksOfLog, tasksOfRows, type LabelingTask, type SkipReason } from '@tuneloop/rlhf/label-studio';
import { templateOf, type LabelStudioOptions } from './open-label-studio.ts';
import type { LabelStudioWork } from './work.ts';

export interface SelectionOptions extends LabelStudioOptions {
  model?: string;
  adapter?: string;
  tag?: string;
  since?: string;
  until?: string;
  unrated?: boolean;
  limit?: number;
}

export interface Selection {
  tasks: AsyncIterable<LabelingTask>;
  /** Answers of the log that are no questions, by reason; counted while the tasks are taken. */
  skipped: Partial<Record<SkipReason, number>>;
}

/** What is to be judged: the rows of a file, or what the log holds of it. */
export function selectTasks(
  file: string | undefined,
  options: SelectionOptions,
  { config, log, signal }: Pick<LabelStudioWork, 'config' | 'log' | 'signal'>,
): Selection {
  const kind = templateOf(options);
  if (file !== undefined && config.recording.privacy !== 'full') {
    const message =
      'The rows of a file are recorded with their text, so that judgements have something to be about. Set recording.privacy to full for that.';
    throw new TuneloopError('INVALID_REQUEST', message);
  }
  const skipped: Partial<Record<SkipReason, number>> = {};
  if (file !== undefined) return { tasks: take(tasksOfRows(kind, readRows(file, { signal })), options.limit), skipped };
  const query: Omit<InteractionQuery, 'after' | 'limit'> = {
    model: options.model,
    adapter: options.adapter,
    tag: options.tag,
    since: readTime(options.since),
    until: readTime(options.until),
    rating: options.unrated ? 'none' : undefined,
    failed: false,
  };
  const onSkip = (reason: SkipReason): void => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  };
  return {
    tasks: take(tasksOfLog({ kind, log, records: log.records(query, { signal }), onSkip }), options.limit),
    skipped,
  };
}

async function* take<T>(items: AsyncIterable<T>, limit = Infinity): AsyncGenerator<T> {
  let taken = 0;
  for await (const item of items) {
    yield item;
    taken += 1;
    if (taken >= limit) return;
  }
}

function readTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  const message = `${JSON.stringify(text)} is no time; write 2026-01-31 or 2026-01-31T12:00:00Z.`;
  throw new TuneloopError('INVALID_REQUEST', message);
}
