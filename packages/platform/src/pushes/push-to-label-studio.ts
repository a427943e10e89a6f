import { join } from 'node:path';
import type { JobContext } from '@tuneloop/jobs';
import type { PushRequest } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import type { PushSource } from './push-source.ts';

/** Asks people there about what fits. Errors: those of the client; `INVALID_REQUEST` (not configured). */
export async function pushToLabelStudio(
  { where, template, title = `Tuneloop ${template}` }: Extract<PushRequest, { target: 'label-studio' }>,
  { config, recording }: PushSource,
  { signal, progress }: Pick<JobContext, 'signal' | 'progress'>,
): Promise<object> {
  const { url, token, project: configured } = config.labelStudio;
  if (url === undefined || token === undefined) {
    throw new TuneloopError('INVALID_REQUEST', 'Label Studio is not configured any more.');
  }
  const { createLabelStudioClient, findOrCreateProject, openPushState, pushTasks, tasksOfLog } =
    await import('@tuneloop/rlhf/label-studio');
  const client = createLabelStudioClient({ url, token: token.reveal() });
  const project = configured ?? (await findOrCreateProject(client, { kind: template, title }, { signal })).id;
  const skipped: Record<string, number> = {};
  const log = recording.log.open();
  const tasks = tasksOfLog({
    kind: template,
    log,
    records: log.records({ failed: false, ...where }, { signal }),
    onSkip: (reason) => {
      skipped[reason] = (skipped[reason] ?? 0) + 1;
    },
  });
  using state = openPushState(join(config.folders.data, 'label-studio.sqlite'));
  const { pushed, present } = await pushTasks({
    client,
    project,
    tasks,
    state,
    sink: recording.sink,
    signal,
    onProgress: ({ completed }) => progress({ phase: 'push', completed }),
  });
  return {
    target: 'label-studio',
    url: `${client.url}/projects/${project}/data`,
    sent: pushed,
    present,
    left_out: skipped,
  };
}
