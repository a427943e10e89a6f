import { createRowWriter } from '@tuneloop/datasets';
import { pushTasks, type PushReport } from '@tuneloop/rlhf/label-studio';
import { createCountProgress } from '../terminal/count-progress.ts';
import { selectTasks, type Selection, type SelectionOptions } from './select-tasks.ts';
import { openState, type LabelStudioWork } from './work.ts';

export type PushResult = PushReport & Pick<Selection, 'skipped'>;

export async function push(
  work: LabelStudioWork,
  project: number,
  file: string | undefined,
  options: SelectionOptions,
): Promise<PushResult> {
  const { config, judgements: sink, signal } = work;
  const client = await work.client();
  const { tasks, skipped } = selectTasks(file, options, work);
  using state = openState(config);
  const progress = createCountProgress(process.stderr, 'Pushing');
  try {
    const onProgress = ({ completed }: { completed: number }): void => progress.update(completed);
    return { ...(await pushTasks({ client, project, tasks, state, sink, signal, onProgress })), skipped };
  } finally {
    progress.stop();
  }
}

/** Writes the tasks as Label Studio imports them. The file appears when it is whole. */
export async function writeTasks(
  work: LabelStudioWork,
  path: string,
  file: string | undefined,
  options: SelectionOptions,
): Promise<{ file: string; tasks: number } & Pick<Selection, 'skipped'>> {
  const { tasks, skipped } = selectTasks(file, options, work);
  await using writer = await createRowWriter(path, { format: 'json' });
  for await (const { data, records } of tasks) {
    for (const record of records) work.judgements.write(record);
    await writer.write({ data });
  }
  const { rows } = await writer.finish();
  return { file: path, tasks: rows, skipped };
}
