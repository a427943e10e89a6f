import { join } from 'node:path';
import type { TrainingControl, TrainingRequest, TrainingRunInfo } from '@tuneloop/openai-server';
import { throwIfAborted, TuneloopError, type JobQueue } from '@tuneloop/protocol';
import type { FileStore } from '../fine-tuning/files/file-store.ts';
import { exportKindName } from '../recording/export-kind.ts';
import type { FinetuneRequest } from './finetune-request.ts';
import { readRunEvaluation, readReport } from './run-findings.ts';
import { planOf, shownSettings } from './shown-plan.ts';
import { readLog } from './trainer-log.ts';
import type { TrainingRunView, TrainingService } from './training-service.ts';

export interface TrainingControlOptions {
  training: TrainingService;
  jobs: JobQueue;
  files: Pick<FileStore, 'pathOf'>;
  /** Where exports are. */
  exportFolder: string;
}

/** Runs of training for clients: their data are files and exports of this server, never paths. */
export function createTrainingControl({
  training,
  jobs,
  files,
  exportFolder,
}: TrainingControlOptions): TrainingControl {
  async function pathOfExport(id: string, scope: TrainingRequest['scope']): Promise<string> {
    const job = await jobs.get(id).catch((error: unknown) => {
      if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
      throw error;
    });
    // What is another key's is told as what is not there.
    if (job?.kind !== exportKindName || (scope !== 'all' && scope.owner !== job.owner)) {
      throw new TuneloopError('NOT_FOUND', `There is no export "${id.slice(0, 100)}".`);
    }
    const [file] = (job.result as { files: { name: string }[] } | undefined)?.files ?? [];
    if (job.status === 'succeeded' && file) return join(exportFolder, job.id, file.name);
    throw invalid(
      'data.export',
      `The export ${job.id} is ${job.status}, or wrote nothing. Train when it has succeeded.`,
    );
  }

  async function requestOf({
    data,
    settings,
    validation,
    checks,
    regression,
    scope,
    owner: _owner,
    idempotencyKey: _key,
    ...request
  }: TrainingRequest): Promise<FinetuneRequest> {
    refusePaths(settings ?? {});
    return {
      ...request,
      data: 'export' in data ? await pathOfExport(data.export, scope) : files.pathOf(data),
      dataName: 'export' in data ? data.export : data.filename,
      settings,
      validation: typeof validation === 'object' ? files.pathOf(validation) : validation,
      checks: checks && files.pathOf(checks),
      regression: regression && files.pathOf(regression),
    };
  }

  let planning: Promise<unknown> = Promise.resolve();
  return {
    async plan(request, { signal, onProgress } = {}) {
      const asked = await requestOf(request);
      // Each takes a core and memory of its own: who asks for several waits for them.
      const preview = planning.then(() => {
        throwIfAborted(signal);
        return training.preview(asked, { signal, onProgress });
      });
      planning = preview.catch(() => undefined);
      return planOf(await preview);
    },
    async submit(request) {
      const { owner, idempotencyKey } = request;
      return describe(await training.submit(await requestOf(request), { owner, idempotencyKey }));
    },
    get: async (id) => describe(await training.get(id)),
    async list({ limit, scope }) {
      const views = await training.list({ limit, ...(scope !== 'all' && { owner: scope.owner }) });
      return views.map(describe);
    },
    cancel: async (id) => describe(await training.cancel(id)),
    pause: async (id) => describe(await training.pause(id)),
    resume: async (id) => describe(await training.resume(id)),
    events: (graph, options) => jobs.graphEvents(graph.id, options),
    log: async (id, { after }) => readLog((await training.get(id)).folder.trainerLog, after),
    evaluation: async (id) => readRunEvaluation((await training.get(id)).folder),
    report: async (id) => readReport((await training.get(id)).folder),
  };
}

/** Settings that name files of this machine are for those who sit at it. */
function refusePaths({ continual, rewards }: Readonly<Record<string, unknown>>): void {
  if (continual !== undefined) {
    throw invalid('settings.continual', 'continual: it names files of the server. Use it there: tuneloop finetune');
  }
  const isModel = (reward: unknown): boolean => (reward as { type?: unknown } | null)?.type === 'model';
  if (Array.isArray(rewards) && rewards.some(isModel)) {
    throw invalid('settings.rewards', 'rewards: a model is a folder of the server. Use it there: tuneloop finetune');
  }
}

function describe({ run, graph, isPaused }: TrainingRunView): TrainingRunInfo {
  const { id, name, base, config, createdAt, owner, dataName, continueFrom } = run;
  return {
    id,
    name,
    model: base.id,
    method: config.method,
    createdAt,
    owner,
    data: dataName,
    continueFrom: continueFrom && `${continueFrom.name}@${continueFrom.version}`,
    settings: shownSettings(config),
    isPaused,
    graph,
  };
}

function invalid(param: string, message: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', message, { details: { param } });
}
