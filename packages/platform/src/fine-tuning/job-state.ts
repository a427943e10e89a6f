import type { PrepareResult, PublishResult } from '@tuneloop/lora';
import { encodeError, type FineTuningJob } from '@tuneloop/openai-server';
import { TuneloopError, type Job, type JobGraph } from '@tuneloop/protocol';
import type { TrainingRunView } from '../training/training-service.ts';
import type { FineTuningRecord } from './fine-tuning-record.ts';

type State = Pick<FineTuningJob, 'status'> & Partial<FineTuningJob>;

/** What a run's jobs say of a fine-tuning job. `isServed`: whether requests reach what was published. */
export function stateOf(
  { isPaused = false }: Pick<FineTuningRecord, 'isPaused'>,
  { run, graph }: TrainingRunView,
  isServed: (published: PublishResult) => boolean,
): State {
  if (!graph) return { status: 'failed', error: { code: 'job_failed', message: 'What became of it was forgotten.' } };
  const step = (name: string): Job | undefined => graph.jobs.find((job) => job.step === name);
  const finishedAt = endOf(graph);
  const failed = graph.jobs.find(({ status }) => status === 'failed');
  if (failed)
    return finishedAt === undefined ? { status: 'running' } : { status: 'failed', finishedAt, error: errorOf(failed) };
  if (graph.jobs.some(({ status }) => status === 'cancelled')) {
    if (finishedAt === undefined) return { status: 'running' };
    return isPaused ? { status: 'queued' } : { status: 'cancelled', finishedAt };
  }
  if (finishedAt !== undefined) {
    const published = step('publish')?.result as PublishResult;
    if (!isServed(published)) return { status: 'running' };
    if (!published.live) {
      const message = `The adapter was trained and refused: ${published.reason ?? 'it is not live'}`;
      return { status: 'failed', finishedAt, error: { code: 'job_failed', message } };
    }
    const plan = (step('prepare')?.result as PrepareResult | undefined)?.plan;
    return {
      status: 'succeeded',
      finishedAt,
      fineTunedModel: `${run.base.id}:${published.name}@${published.version}`,
      ...(plan && { trainedTokens: Math.round(plan.tokens * plan.epochs) }),
    };
  }
  const prepare = step('prepare');
  if (prepare?.status !== 'succeeded') {
    return { status: prepare?.status === 'running' ? 'validating_files' : 'queued' };
  }
  const estimatedFinish = estimateOf(step('train'));
  return { status: 'running', ...(estimatedFinish !== undefined && { estimatedFinish }) };
}

/** When the last of its jobs ended, if all have. */
function endOf({ jobs }: JobGraph): string | undefined {
  const ends = jobs.map(({ endedAt }) => endedAt);
  if (ends.includes(undefined)) return undefined;
  return ends.reduce((latest, end) => (end! > latest! ? end : latest));
}

function errorOf({ step, error }: Job): NonNullable<FineTuningJob['error']> {
  const failure = error ? TuneloopError.deserialize(error) : new TuneloopError('JOB_FAILED', 'It failed.');
  return {
    code: encodeError(failure).body.error.code ?? 'job_failed',
    message: failure.message,
    ...(step === 'prepare' && { param: 'training_file' }),
  };
}

/** As if the steps to come took as long as those before. */
function estimateOf(train: Job | undefined): string | undefined {
  const { startedAt, progress } = train ?? {};
  if (startedAt === undefined || progress?.total === undefined || progress.completed === 0) return undefined;
  if (progress.phase !== 'train') return undefined;
  const elapsed = Date.now() - Date.parse(startedAt);
  const left = (elapsed / progress.completed) * (progress.total - progress.completed);
  return new Date(Date.now() + left).toISOString();
}
