import { TuneloopError } from '@tuneloop/protocol';
import type {
  FineTuningEvent,
  FineTuningJob,
  FineTuningRequest,
  FineTuningService,
  Page,
  PageQuery,
} from '../src/fine-tuning/fine-tuning-service.ts';

export interface ScriptedFineTuning extends FineTuningService {
  requests: FineTuningRequest[];
  /** Every job is this far further each time that it is looked at. */
  readonly jobs: FineTuningJob[];
}

const events: FineTuningEvent[] = [
  { id: 'ftevent-1', time: '2026-11-21T00:00:00Z', level: 'info', message: 'Queued.', type: 'message' },
  {
    id: 'ftevent-2',
    time: '2026-11-21T00:00:01Z',
    level: 'info',
    message: 'Step 1: training loss 2.5.',
    type: 'metrics',
    data: { step: 1, train_loss: 2.5 },
  },
  { id: 'ftevent-3', time: '2026-11-21T00:00:02Z', level: 'warn', message: 'Slow.', type: 'message' },
];

function pageOf<T extends { id: string }>(all: readonly T[], { after, limit }: PageQuery): Page<T> {
  const rest = all.toReversed();
  const items = rest.slice(after === undefined ? 0 : rest.findIndex(({ id }) => id === after) + 1);
  return { items: items.slice(0, limit), hasMore: items.length > limit };
}

/** Jobs that are queued, then run, then have succeeded: a step each time that they are looked at. */
export function createScriptedFineTuning(): ScriptedFineTuning {
  const jobs: FineTuningJob[] = [];
  const requests: FineTuningRequest[] = [];
  const replace = (job: FineTuningJob): FineTuningJob => {
    jobs[jobs.findIndex(({ id }) => id === job.id)] = job;
    return job;
  };
  return {
    jobs,
    requests,
    async create(request) {
      requests.push(request);
      const { model, trainingFile, validationFile, method, metadata, owner, seed = 42 } = request;
      if (model === 'none') throw new TuneloopError('MODEL_NOT_FOUND', 'There is no model "none".');
      const job: FineTuningJob = {
        id: `ftjob-${jobs.length + 1}`,
        status: 'validating_files',
        model,
        trainingFile: trainingFile.id,
        ...(validationFile && { validationFile: validationFile.id }),
        resultFiles: [],
        seed,
        method,
        metadata,
        owner,
        createdAt: '2026-11-21T00:00:00.000Z',
      };
      jobs.push(job);
      return job;
    },
    async get(id) {
      const job = jobs.find((candidate) => candidate.id === id);
      if (!job) throw new TuneloopError('NOT_FOUND', `There is no fine-tuning job "${id}".`);
      if (job.status === 'validating_files') return replace({ ...job, status: 'running' });
      if (job.status !== 'running') return job;
      return replace({
        ...job,
        status: 'succeeded',
        finishedAt: '2026-11-21T00:01:00.000Z',
        fineTunedModel: `${job.model}:mine`,
        trainedTokens: 100,
        resultFiles: ['file-9'],
      });
    },
    async list({ scope, metadata, ...page }) {
      const visible = jobs
        .filter(({ owner }) => scope === 'all' || scope.owner === owner)
        .filter(({ metadata: has }) =>
          metadata === null
            ? has === undefined
            : Object.entries(metadata ?? {}).every(([key, value]) => has?.[key] === value),
        );
      return pageOf(visible, page);
    },
    events: async (_job, query) => pageOf(events, query),
    checkpoints: async ({ id, model }, query) =>
      pageOf(
        [
          {
            id: `ftckpt-${id}`,
            time: '2026-11-21T00:00:30Z',
            step: 10,
            model: `${model}:mine:ckpt-step-10`,
            metrics: { step: 10, train_loss: 1.5 },
          },
        ],
        query,
      ),
    cancel: async (job) => replace({ ...job, status: 'cancelled', finishedAt: '2026-11-21T00:01:00.000Z' }),
    pause: async (job) => replace({ ...job, status: 'queued' }),
    resume: async (job) => replace({ ...job, status: 'running' }),
  };
}
