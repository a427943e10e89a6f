import { join } from 'node:path';
import type { PublishResult } from '@tuneloop/lora';
import { jobGraphStatus, TuneloopError, type CallOptions, type ErrorCode, type EventSink } from '@tuneloop/protocol';
import type { TrainingRunView, TrainingService } from '../training/training-service.ts';
import { collectRatingsKindName, type CollectRatingsInput } from './collect-ratings-kind.ts';
import { readCollectedUntil } from './collected-until.ts';
import { countJudgements, type JudgedSource } from './judgement-count.ts';
import { nextOf } from './loop-due.ts';
import { readLoopRecord, writeLoopRecord, type LoopRecord } from './loop-record.ts';
import { loopDefaults, trainingOf, type LoopReason, type LoopRequest } from './loop-request.ts';

/** A loop that runs by itself. */
export interface LoopPlan extends LoopRequest {
  /** As cron has it; left out: as soon as there are enough new ratings. */
  schedule?: string | undefined;
}

export interface LoopServiceOptions {
  training: Pick<TrainingService, 'submit' | 'get'>;
  /** Opened when it is needed. Errors: `INVALID_REQUEST` where nothing is recorded that could be learnt from. */
  log: () => JudgedSource;
  /** Its own; absolute. */
  folder: string;
  /** What runs by itself, from `start` on; left out: nothing. */
  plan?: LoopPlan | undefined;
  /** Hears of a loop that could not be begun. */
  onFailure: (error: TuneloopError) => void;
  /** In ms since 1970. */
  now?: (() => number) | undefined;
  /** How often it is looked whether a loop is due, in ms. Default 30 000. */
  checkMs?: number | undefined;
}

export interface LoopState {
  plan: LoopPlan | undefined;
  /** Judgements made since the last loop. */
  newRatings: number;
  /** By the schedule; ISO 8601, UTC. */
  nextAt?: string | undefined;
  last?: LoopOutcome | undefined;
}

/** What became of a loop. */
export interface LoopOutcome {
  run: string;
  reason: LoopReason;
  startedAt: string;
  status: string;
  /** Of one that came to its end. */
  published?: PublishResult | undefined;
  error?: { code: ErrorCode; message: string } | undefined;
}

/** From ratings to a better adapter, when asked and by itself. Errors of all: `STORE_FAILED`. */
export interface LoopService extends AsyncDisposable {
  /** Hears of ratings, so that nobody waits for the next look. */
  readonly sink: EventSink;
  /**
   * Begins one, unless one is under way: that is given then. Errors: those of `TrainingService.submit`, `INVALID_REQUEST`
   * (nothing is recorded that could be learnt from).
   */
  run(request: LoopRequest, options?: { reason?: LoopReason; owner?: string | undefined }): Promise<TrainingRunView>;
  /** The last one. Errors: `NOT_FOUND` when there was none. */
  last(): Promise<TrainingRunView>;
  state(options?: CallOptions): Promise<LoopState>;
  /** Lets the plan run. */
  start(): void;
}

/** A rating is often followed by another one. */
const settleMs = 1000;

export function createLoopService(options: LoopServiceOptions): LoopService {
  const { training, log, plan, onFailure, now = Date.now, checkMs = 30_000 } = options;
  const path = join(options.folder, 'loop.json');
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;
  let work: Promise<unknown> = Promise.resolve();
  /** What a failure showed is shown once. */
  let lastFailure: string | undefined;

  /** One after the other: two that find nothing under way would both begin. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = work.then(task, task);
    work = result.catch(() => undefined);
    return result;
  }

  async function viewOf({ last }: LoopRecord): Promise<TrainingRunView | undefined> {
    if (!last) return undefined;
    return training.get(last.run).catch((error: unknown) => {
      if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
      throw error;
    });
  }

  /** What was said until then was learnt from. */
  async function sinceOf(record: LoopRecord, view: TrainingRunView | undefined): Promise<string | undefined> {
    return (view && (await readCollectedUntil(view.folder))) ?? record.collectedUntil;
  }

  async function begin(request: LoopRequest, reason: LoopReason, owner: string | undefined): Promise<TrainingRunView> {
    const record = await readLoopRecord(path);
    const last = await viewOf(record);
    if (last && isUnderWay(last)) return last;
    // Where nothing is recorded it says so now, and not as a failed job.
    log();
    const since = await sinceOf(record, last);
    const { minRatings = loopDefaults.minRatings, onlyNew = false, where } = request;
    const submit = (after: string): Promise<TrainingRunView> =>
      training.submit(trainingOf(request), {
        owner,
        // Two processes that see the same last loop begin the same next one.
        idempotencyKey: `loop after ${after}`,
        collect: ({ id }) => {
          const input: CollectRatingsInput = {
            run: id,
            minRatings,
            ...(onlyNew && { since }),
            ...(where && { where }),
          };
          return { kind: collectRatingsKindName, input };
        },
      });
    const calledAt = new Date().toISOString();
    let begun = await submit(record.last?.run ?? 'none');
    // The record was lost, or its process killed before it was written: that loop was long ago.
    while (begun.run.createdAt < calledAt && !isUnderWay(begun)) begun = await submit(begun.run.id);
    const startedAt = new Date(now()).toISOString();
    const next = { run: begun.run.id, reason, startedAt };
    await writeLoopRecord(path, { ...(await readLoopRecord(path)), last: next, collectedUntil: since });
    return begun;
  }

  /** Begins a loop where the plan wants one. */
  async function look(): Promise<void> {
    if (!plan) return;
    const record = await readLoopRecord(path);
    if (plan.schedule !== undefined && !(await isDue(plan.schedule, record))) return;
    const view = await viewOf(record);
    if (view && isUnderWay(view)) return;
    const { minRatings = loopDefaults.minRatings, where } = plan;
    const since = await sinceOf(record, view);
    const fresh = await countJudgements({ log: log(), where, since, signal: ending.signal });
    if (fresh < minRatings || fresh === 0) return;
    await begin({ ...plan, onlyNew: true }, plan.schedule === undefined ? 'ratings' : 'schedule', undefined);
    lastFailure = undefined;
  }

  /** A time that passed while no server ran counts as well. */
  async function isDue(schedule: string, record: LoopRecord): Promise<boolean> {
    const moment = now();
    const checkedAt = record.checkedAt === undefined ? undefined : Date.parse(record.checkedAt);
    // A look in the future was made while the clock was wrong; to wait for it might take years.
    const isKnown = checkedAt !== undefined && checkedAt <= moment;
    const next = isKnown ? nextOf(schedule, new Date(checkedAt)) : undefined;
    const isOver = next !== undefined && next.getTime() <= moment;
    if (isOver || !isKnown) {
      await writeLoopRecord(path, { ...record, checkedAt: new Date(moment).toISOString() });
    }
    return isOver;
  }

  function lookAfterwards(): void {
    void inTurn(look).catch((error: unknown) => {
      const failure = TuneloopError.from(error);
      if (ending.signal.aborted || failure.message === lastFailure) return;
      lastFailure = failure.message;
      onFailure(failure);
    });
  }

  return {
    sink: {
      write({ type }) {
        if (timer === undefined || plan?.schedule !== undefined || (type !== 'rating' && type !== 'choice')) return;
        soon ??= setTimeout(() => {
          soon = undefined;
          lookAfterwards();
        }, settleMs).unref();
      },
    },
    run: (request, { reason = 'asked', owner } = {}) => inTurn(() => begin(request, reason, owner)),
    async last() {
      const view = await viewOf(await readLoopRecord(path));
      if (view) return view;
      throw new TuneloopError('NOT_FOUND', 'There was no loop yet. Begin one: tuneloop loop --from log');
    },
    async state({ signal } = {}) {
      const record = await readLoopRecord(path);
      const view = await viewOf(record);
      const since = await sinceOf(record, view);
      const newRatings = await countJudgements({ log: log(), where: plan?.where, since, signal });
      const next = plan?.schedule === undefined ? undefined : nextOf(plan.schedule, new Date(now()));
      return {
        plan,
        newRatings,
        ...(next && { nextAt: next.toISOString() }),
        ...(record.last && { last: { ...record.last, ...outcomeOf(view) } }),
      };
    },
    start() {
      if (!plan || timer) return;
      timer = setInterval(lookAfterwards, checkMs).unref();
      lookAfterwards();
    },
    async [Symbol.asyncDispose]() {
      ending.abort(new TuneloopError('ABORTED', 'The server is stopping.'));
      clearInterval(timer);
      clearTimeout(soon);
      await work;
    },
  };
}

function isUnderWay({ graph }: TrainingRunView): boolean {
  return graph?.jobs.some(({ endedAt }) => endedAt === undefined) ?? false;
}

function outcomeOf(view: TrainingRunView | undefined): Pick<LoopOutcome, 'status' | 'published' | 'error'> {
  if (!view?.graph) return { status: 'forgotten' };
  const { jobs } = view.graph;
  const error = jobs.find(({ status }) => status === 'failed')?.error;
  const published = jobs.find(({ step }) => step === 'publish')?.result as PublishResult | undefined;
  return {
    status: jobGraphStatus(jobs),
    ...(published && { published }),
    ...(error && { error: { code: error.code, message: error.message } }),
  };
}
