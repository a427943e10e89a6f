import { Readable } from 'node:stream';
import type { PublishResult } from '@tuneloop/lora';
import type { FineTuningJob, FineTuningService, Page, PageQuery, StoredFile } from '@tuneloop/openai-server';
import { TuneloopError, type JobGraphEvent, type JobQueue } from '@tuneloop/protocol';
import { keyedId } from '../training/keyed-id.ts';
import type { TrainingRunView, TrainingService } from '../training/training-service.ts';
import { checkpointsOf, describeHistory } from './describe-history.ts';
import type { FileStore } from './files/file-store.ts';
import { finetuneRequestOf, usualSeed } from './finetune-request.ts';
import type { FineTuningRecord, FineTuningRecords } from './fine-tuning-record.ts';
import { stateOf } from './job-state.ts';
import { metricsTable } from './metrics-table.ts';
import { readHistory } from './run-history.ts';

export interface FineTuningServiceOptions {
  training: TrainingService;
  /** Where its runs are jobs. */
  jobs: JobQueue;
  files: FileStore;
  records: FineTuningRecords;
  /** A model's name without its adapter, and that. Errors: `MODEL_NOT_FOUND`. */
  splitModel: (name: string) => Promise<{ base: string; adapter?: string | undefined }>;
  /** Whether requests for it reach what was published; also where its base is not loaded. */
  isServed: (base: string, published: PublishResult) => boolean;
}

/** How long a job is not told to have succeeded because nobody serves what it made. */
const servedWaitMs = 60_000;

/** Fine-tuning jobs of OpenAI's API, each a run of training. */
export function createFineTuningService(options: FineTuningServiceOptions): FineTuningService {
  const { training, jobs, files, records, splitModel, isServed } = options;
  const ending = new Map<string, Promise<FineTuningJob>>();

  async function read(id: string): Promise<FineTuningRecord> {
    const record = await records.read(id);
    if (record) return record;
    throw new TuneloopError('NOT_FOUND', `There is no fine-tuning job ${JSON.stringify(id.slice(0, 100))}.`);
  }

  async function show(record: FineTuningRecord): Promise<FineTuningJob> {
    if (record.ended) return record.ended;
    const view = await training.get(record.run);
    const isNew = (finished: string | undefined): boolean =>
      Math.abs(Date.now() - Date.parse(finished ?? '')) < servedWaitMs;
    const last = view.graph?.jobs.at(-1)?.endedAt;
    const state = stateOf(
      record,
      view,
      (published) => !published.live || isServed(view.run.base.id, published) || !isNew(last),
    );
    const job: FineTuningJob = { ...record.job, resultFiles: [], ...state };
    if (job.finishedAt === undefined) return job;
    return once(ending, job.id, () => end(record, job, view));
  }

  /** Keeps what became of it, with its curves as a file. */
  async function end(record: FineTuningRecord, job: FineTuningJob, view: TrainingRunView): Promise<FineTuningJob> {
    const known = await records.read(job.id);
    if (known?.ended) return known.ended;
    const ended = { ...job };
    if (job.status === 'succeeded') {
      const table = metricsTable(await history(view));
      const staged = await files.stage(Readable.from([table]));
      const { owner } = job;
      const file = await staged.keep({ filename: 'step_metrics.csv', purpose: 'fine-tune-results', owner });
      ended.resultFiles = [file.id];
    }
    await records.write({ ...record, ended });
    return ended;
  }

  async function history({ graph }: TrainingRunView): Promise<JobGraphEvent[]> {
    return graph ? readHistory(jobs, graph) : [];
  }

  async function historyOf({ id }: FineTuningJob): Promise<{ view: TrainingRunView; events: JobGraphEvent[] }> {
    const { run } = await read(id);
    const view = await training.get(run);
    return { view, events: await history(view) };
  }

  async function stop(job: FineTuningJob, isPaused: boolean): Promise<FineTuningJob> {
    const record = await read(job.id);
    await records.write({ ...record, isPaused });
    await training.cancel(record.run);
    return show({ ...record, isPaused });
  }

  return {
    async create(request) {
      const id = keyedId('ftjob-', request);
      const known = request.idempotencyKey === undefined ? undefined : await records.read(id);
      if (known) return show(known);
      const model = await splitModel(request.model);
      const asked = finetuneRequestOf(request, model, (file: StoredFile) => files.pathOf(file));
      const { run } = await training.submit(asked, { owner: request.owner, idempotencyKey: id });
      const record: FineTuningRecord = {
        version: 1,
        run: run.id,
        job: {
          id,
          model: request.model,
          trainingFile: request.trainingFile.id,
          ...(request.validationFile && { validationFile: request.validationFile.id }),
          seed: request.seed ?? usualSeed,
          method: request.method,
          ...(request.metadata && { metadata: request.metadata }),
          ...(request.owner !== undefined && { owner: request.owner }),
          createdAt: new Date().toISOString(),
        },
      };
      await records.write(record);
      return show(record);
    },
    get: async (id) => show(await read(id)),
    async list({ scope, metadata, ...query }) {
      const all = (await records.list()).filter(
        ({ job }) => (scope === 'all' || scope.owner === job.owner) && hasMetadata(job, metadata),
      );
      const page = pageOf(all, query, ({ job }) => job.id);
      return { ...page, items: await Promise.all(page.items.map(show)) };
    },
    async events(job, query) {
      const { events } = await historyOf(job);
      return pageOf(describeHistory(job.id, events).toReversed(), query, ({ id }) => id);
    },
    async checkpoints(job, query) {
      const { view, events } = await historyOf(job);
      const names = { model: job.fineTunedModel, draft: `${view.run.base.id}:${view.run.name}` };
      return pageOf(checkpointsOf(job.id, events, names).toReversed(), query, ({ id }) => id);
    },
    cancel: async (job) => (job.finishedAt === undefined ? stop(job, false) : job),
    async pause(job) {
      if (job.finishedAt === undefined) return stop(job, true);
      throw new TuneloopError('INVALID_REQUEST', `The job ${job.id} is ${job.status}: there is nothing to pause.`);
    },
    async resume(job) {
      const { ended: _ended, isPaused: _isPaused, ...record } = await read(job.id);
      await training.resume(record.run);
      await records.write(record);
      return show(record);
    },
  };
}

/** Who asks twice at a time gets the same answer. */
function once<T>(running: Map<string, Promise<T>>, id: string, work: () => Promise<T>): Promise<T> {
  const known = running.get(id);
  if (known) return known;
  const started = work().finally(() => running.delete(id));
  running.set(id, started);
  return started;
}

function hasMetadata(
  { metadata }: Pick<FineTuningJob, 'metadata'>,
  wanted: Readonly<Record<string, string>> | null | undefined,
): boolean {
  if (wanted === null) return metadata === undefined;
  return Object.entries(wanted ?? {}).every(([key, value]) => metadata?.[key] === value);
}

function pageOf<T>(all: readonly T[], { after, limit }: PageQuery, idOf: (item: T) => string): Page<T> {
  const place = after === undefined ? -1 : all.findIndex((item) => idOf(item) === after);
  if (after !== undefined && place === -1) {
    throw new TuneloopError('NOT_FOUND', `There is no ${JSON.stringify(after.slice(0, 100))} to go on behind.`, {
      details: { param: 'after' },
    });
  }
  const rest = all.slice(place + 1);
  return { items: rest.slice(0, limit), hasMore: rest.length > limit };
}
