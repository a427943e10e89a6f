import type { LabelStudioClient } from '../client/label-studio-client.ts';
import { readReference } from '../tasks/labeling-task.ts';

/**
 * The keys of our tasks in a project. Of a key that is there twice, as it happens when an import was cut off and had been
 * done all the same, the tasks that nobody has touched are deleted, but for one.
 */
export async function settleTasks(
  client: LabelStudioClient,
  project: number,
  signal: AbortSignal | undefined,
): Promise<Set<string>> {
  const first = new Map<string, number>();
  const again: number[] = [];
  for await (const { id, data } of client.tasks(project, { signal })) {
    const key = readReference(data)?.key;
    if (key === undefined) continue;
    if (first.has(key)) again.push(id);
    else first.set(key, id);
  }
  for (const id of again) {
    const { annotations } = await client.task(id, { signal });
    if (annotations.length === 0) await client.deleteTask(id, { signal });
  }
  return new Set(first.keys());
}
