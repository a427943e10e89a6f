import { basename, extname, join } from 'node:path';
import type { DriverProbe, RunFolder } from '@tuneloop/lora';
import { parseAdapterVersion, requireAdapterName } from '@tuneloop/lora/registry';
import { jobGraphStatus, TuneloopError, type CallOptions, type JobGraph, type JobQueue } from '@tuneloop/protocol';
import { readFinetuneRequest, type FinetuneRequest, type ReadRequest } from './finetune-request.ts';
import { isThere } from '../files/is-there.ts';
import { keyedId } from './keyed-id.ts';
import { previewRun, type PreviewOptions, type TrainingPreview } from './preview-run.ts';
import { graphOf, type CollectStep } from './run-graph.ts';
import type { RunBase, StoredRun } from './stored-run.ts';
import type { TrainingContext } from './training-context.ts';

export interface SubmitOptions {
  /** The id of an API key. */
  owner?: string | undefined;
  /** Submitting again with the same key and owner gives the run that is there already. */
  idempotencyKey?: string | undefined;
  /** Where relative paths begin; by default the working folder of the process. */
  workingFolder?: string | undefined;
  /** Finds the data before all else, in place of `data`; its result is a `CollectResult`. */
  collect?: ((run: { id: string; folder: RunFolder }) => CollectStep) | undefined;
}

/** A run with its jobs. */
export interface TrainingRunView {
  run: StoredRun;
  folder: RunFolder;
  /** Left out when its jobs were forgotten; what they made is in the folder. */
  graph?: JobGraph | undefined;
  /** It was stopped to go on later. */
  isPaused: boolean;
}

/** Runs of training: each a graph of jobs with a folder. Errors of all: `STORE_FAILED`. */
export interface TrainingService {
  /** Whether what trains is ready, and what is missing. Looks, and changes nothing. */
  probe(options?: CallOptions): Promise<DriverProbe>;
  /** What `submit` would refuse at once. Errors: `INVALID_REQUEST`, `NOT_FOUND` (`continueFrom`). */
  check(request: FinetuneRequest): Promise<void>;
  /**
   * Does what comes before the training, also what the driver needs for it, and says what it would take; nothing of it
   * stays but that.
   *
   * Errors: those of `submit`, of preparing.
   */
  preview(request: FinetuneRequest, options?: PreviewOptions): Promise<TrainingPreview>;
  /**
   * Errors: `INVALID_REQUEST` (the request, no such file), `MODEL_NOT_FOUND` (it is not on this disk), `NOT_FOUND`
   * (`continueFrom`).
   */
  submit(request: FinetuneRequest, options?: SubmitOptions): Promise<TrainingRunView>;
  /** Errors: `NOT_FOUND`. */
  get(id: string): Promise<TrainingRunView>;
  /** The latest first. */
  list(options?: { limit?: number | undefined; owner?: string | undefined }): Promise<TrainingRunView[]>;
  /** What is trained by then is kept. Errors: `NOT_FOUND`. */
  cancel(id: string): Promise<TrainingRunView>;
  /** As `cancel`, of what is to go on later. Errors: `NOT_FOUND`, `INVALID_REQUEST` (it has ended). */
  pause(id: string): Promise<TrainingRunView>;
  /** Goes on where it failed or was cancelled. Errors: `NOT_FOUND`, `INVALID_REQUEST` (there is nothing to resume). */
  resume(id: string): Promise<TrainingRunView>;
}

/** @param jobs must have the kinds of `trainingKinds`. */
export function createTrainingService(training: TrainingContext, jobs: JobQueue): TrainingService {
  const { runs } = training;

  async function view(run: StoredRun): Promise<TrainingRunView> {
    const graph = await runs.graphOf(run.id);
    const found = graph === undefined ? undefined : await unlessMissing(jobs.getGraph(graph));
    return { run, folder: runs.folderOf(run.id), graph: found, isPaused: await runs.isPaused(run.id) };
  }

  async function graphIdOf(id: string): Promise<string> {
    await runs.read(id);
    const graph = await runs.graphOf(id);
    if (graph !== undefined) return graph;
    throw new TuneloopError('INVALID_REQUEST', 'This run was never begun. Start it anew.', {
      details: { param: 'id' },
    });
  }

  return {
    probe: (options) => training.driver.probe(options),
    async check(request) {
      const read = readFinetuneRequest(request, process.cwd());
      requireData(read);
      await requireFiles(read);
      if (read.continueFrom !== undefined) await findStart(training, read.continueFrom);
    },
    async preview(request, options = {}) {
      const read = readFinetuneRequest(request, process.cwd());
      const run = await storedRun(training, read, { id: keyedId('run_', {}) });
      return previewRun(training, run, options);
    },
    async submit(request, options = {}) {
      const { owner, idempotencyKey, workingFolder = process.cwd(), collect } = options;
      const id = keyedId('run_', { owner, idempotencyKey });
      const folder = runs.folderOf(id);
      const step = collect?.({ id, folder });
      const known = idempotencyKey === undefined ? undefined : await unlessMissing(runs.read(id));
      const run =
        known ?? (await storedRun(training, readFinetuneRequest(request, workingFolder), { id, owner, collect: step }));
      if (!known) await runs.create(run);
      // The run's id is the key: a process that is killed between two of these lines is caught up with.
      const graph = await jobs.submitGraph({ steps: graphOf(run, step), owner, idempotencyKey: id });
      await runs.setGraph(id, graph.id);
      return { run, folder, graph, isPaused: await runs.isPaused(id) };
    },
    get: async (id) => view(await runs.read(id)),
    async list({ limit = 20, owner } = {}) {
      const all = (await runs.list()).filter((run) => owner === undefined || run.owner === owner);
      return Promise.all(all.slice(0, limit).map(view));
    },
    async cancel(id) {
      const graph = await graphIdOf(id);
      await runs.setPaused(id, false);
      await jobs.cancelGraph(graph);
      return view(await runs.read(id));
    },
    async pause(id) {
      const graph = await graphIdOf(id);
      const status = jobGraphStatus((await jobs.getGraph(graph)).jobs);
      if (status !== 'queued' && status !== 'running') {
        throw new TuneloopError('INVALID_REQUEST', `The run has ended (${status}): there is nothing to pause.`, {
          details: { param: 'id' },
        });
      }
      await runs.setPaused(id, true);
      await jobs.cancelGraph(graph);
      return view(await runs.read(id));
    },
    async resume(id) {
      await jobs.resumeGraph(await graphIdOf(id));
      await runs.setPaused(id, false);
      return view(await runs.read(id));
    },
  };
}

async function storedRun(
  training: TrainingContext,
  request: ReadRequest,
  { id, owner, collect }: { id: string; owner?: string | undefined; collect?: CollectStep | undefined },
): Promise<StoredRun> {
  const { model, base: trainedOn, data, dataName, name, judge, continueFrom, ...rest } = request;
  if (!collect) requireData(request);
  await requireFiles(request);
  const base = await training.findBase(model);
  const start = continueFrom === undefined ? undefined : await findStart(training, continueFrom);
  const chosen = name ?? start?.name ?? nameOf(dataName ?? data, base);
  requireAdapterName(chosen);
  return {
    version: 1,
    id,
    createdAt: new Date().toISOString(),
    owner,
    name: chosen,
    // llama.cpp's own program changes all weights too, and has an adapter made of the difference.
    ...(rest.config.tuning === 'full' &&
      training.driver.name !== 'llama.cpp' && { modelName: `${chosen}-${id.slice(-8)}` }),
    base,
    trainedOn,
    data,
    dataName: dataName ?? (data === undefined ? undefined : basename(data)),
    judge: judge === undefined ? undefined : (await training.findBase(judge)).path,
    continueFrom: start,
    ...rest,
  };
}

function requireData({ data }: ReadRequest): void {
  if (data === undefined)
    throw invalid('data', 'Say what to train on: --data FILE (JSONL, JSON, CSV, TSV or Parquet).');
}

/** Errors: `NOT_FOUND`, `INVALID_REQUEST` when its weights were not kept in the trainer's form. */
async function findStart({ registry }: TrainingContext, text: string): Promise<StoredRun['continueFrom']> {
  const wanted = parseAdapterVersion(text);
  const { name, version, folder } = await registry.find(wanted.name, wanted.version);
  const peft = join(folder, 'peft');
  if (await isThere(peft)) return { name, version, folder: peft };
  throw invalid(
    'continueFrom',
    `${name}@${version} was not trained here, so that the trainer cannot go on from it. Train a new adapter, or name another version.`,
  );
}

/** `support-chats` of `support chats.jsonl.gz`. */
function nameOf(data: string | undefined, { id }: RunBase): string {
  let name = basename(data ?? id);
  while (extname(name) !== '') name = name.slice(0, -extname(name).length);
  return (
    name
      .replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 64) || 'adapter'
  );
}

async function requireFiles({ data, validation, checks, regression, comparisons }: ReadRequest): Promise<void> {
  const files = { data, validation, checks, regression, comparisons };
  for (const [param, path] of Object.entries(files)) {
    if (typeof path === 'string') await requireFile(param, path);
  }
}

async function requireFile(param: string, path: string): Promise<void> {
  if (await isThere(path)) return;
  throw invalid(param, `There is no file ${path}.`);
}

async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

function invalid(param: string, message: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', message, { details: { param } });
}
