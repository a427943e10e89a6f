import { readRows } from '@tuneloop/datasets';
import { TuneloopError } from '@tuneloop/protocol';
import {
  importAnnotations,
  labelStudioTaskSchema,
  pullAnnotations,
  type AnnotationTask,
  type PullProgress,
  type PullReport,
} from '@tuneloop/rlhf/label-studio';
import { createCountProgress } from '../terminal/count-progress.ts';
import type { LabelStudioOptions } from './open-label-studio.ts';
import type { LabelStudioWork } from './work.ts';

export async function pull(work: LabelStudioWork, project: number): Promise<PullReport> {
  const { judgements: log, signal } = work;
  const client = await work.client();
  const progress = createCountProgress(process.stderr, 'Pulling');
  try {
    const onProgress = ({ completed, total }: PullProgress): void => progress.update(completed, total);
    return await pullAnnotations({ client, project, log, signal, onProgress });
  } finally {
    progress.stop();
  }
}

/** The same of a file that Label Studio exported. */
export function pullFile(
  { config, judgements: log, signal }: LabelStudioWork,
  file: string,
  options: LabelStudioOptions,
): Promise<PullReport> {
  const url = options.url ?? config.labelStudio.url ?? '';
  const project = options.project ?? config.labelStudio.project;
  return importAnnotations(exportedTasks(file, signal), { log, url, project });
}

async function* exportedTasks(file: string, signal: AbortSignal): AsyncGenerator<AnnotationTask> {
  for await (const { row, line } of readRows(file, { signal })) {
    const task = labelStudioTaskSchema.safeParse(row);
    if (task.success) yield task.data;
    else {
      const message = `Row ${line} of ${file} is no task: export the project from Label Studio as "JSON", not "JSON-MIN" or CSV.`;
      throw new TuneloopError('INVALID_REQUEST', message, { details: { line } });
    }
  }
}
