import type { JobContext } from '@tuneloop/jobs';
import type { PushRequest } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import { langfuseConnection } from '../recording/langfuse-config.ts';
import type { PushSource } from './push-source.ts';

/** Puts what fits into a data set there. Errors: those of `pushDataset`; `INVALID_REQUEST` (not configured). */
export async function pushToLangfuse(
  { where, dataset, run }: Extract<PushRequest, { target: 'langfuse' }>,
  { config, recording }: PushSource,
  { signal, progress }: Pick<JobContext, 'signal' | 'progress'>,
): Promise<object> {
  const connection = langfuseConnection(config.langfuse);
  if ('missing' in connection) throw new TuneloopError('INVALID_REQUEST', 'Langfuse is not configured any more.');
  const { pushDataset } = await import('@tuneloop/rlhf/langfuse');
  const records = recording.log.open().records(where, { signal });
  const report = await pushDataset({ connection, name: dataset, run, records, signal, onProgress: progress });
  return {
    target: 'langfuse',
    url: connection.url,
    dataset: report.dataset,
    sent: report.items,
    expected: report.expected,
    run_items: report.runItems,
    left_out: report.leftOut,
  };
}
