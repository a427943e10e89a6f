import { methodNotAllowed } from '@tuneloop/openai-server';
import { TuneloopError, type LoadedModel } from '@tuneloop/protocol';
import { Router } from 'express';
import type { ModelHost } from '../models/model-host.ts';
import { describeProgress, publicReason } from '../models/model-state.ts';

export type PlatformState = 'starting' | 'ready' | 'degraded' | 'draining';

export interface Health {
  status: 'ok' | 'starting' | 'degraded';
  message?: string;
  /** Id of the served model, once it is known. */
  model?: string;
  /** The same, as the lab's API calls it; `null` until it is known. */
  model_key: string | null;
  /** Where it runs: `cpu`, a GPU, `remote`. */
  device: string;
  /** Seconds. */
  uptime: number;
}

/** By name: `ok`, or what is wrong. Readiness depends on all but `recording`. */
export type HealthChecks = Record<'server' | 'model' | 'engine' | 'queue' | 'disk' | 'recording', string>;

export interface HealthOptions {
  host: ModelHost;
  state: () => PlatformState;
  device: () => string;
  /** Why requests do not get on, if they do not. */
  queueProblem: () => string | undefined;
  /** What is wrong with the disk of the data folder, if anything is. */
  diskProblem: () => Promise<string | undefined>;
  /** Why answers are not recorded, if they are not: models are served all the same. */
  recordingProblem: () => string | undefined;
}

/** When it is worth asking again whether it is ready. */
const retryAfterSeconds = 5;

/** How long the engine may take to say how it is. */
const engineAnswerMs = 2000;

/** Why a model that is loaded does not work, if it does not. */
async function engineFailure(model: LoadedModel): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(resolve, engineAnswerMs, 'The engine does not answer.');
  try {
    const answer = model.status().then(
      ({ problem }) => problem,
      (error: unknown) => `The engine failed: ${publicReason(TuneloopError.from(error))}`,
    );
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The status of the default model, and why it is not `ok`. */
async function judgeModel(options: HealthOptions): Promise<Pick<Health, 'status' | 'message'> & { isEngine?: true }> {
  const current = options.host.state;
  if (current.status === 'failed') {
    return { status: 'degraded', message: `The model could not be loaded: ${publicReason(current.error)}` };
  }
  if (current.status === 'idle' && options.host.wasReady) {
    return { status: 'ok', message: 'The model is not loaded at the moment; the next request loads it.' };
  }
  if (current.status !== 'ready') {
    const progress = current.status === 'starting' ? current.progress : undefined;
    return { status: 'starting', message: `The model is ${describeProgress(progress)}.` };
  }
  const failure = await engineFailure(current.model);
  return failure === undefined ? { status: 'ok' } : { status: 'degraded', message: failure, isEngine: true };
}

async function judge(options: HealthOptions): Promise<Pick<Health, 'status' | 'message'> & { checks: HealthChecks }> {
  const [{ isEngine, ...model }, disk = 'ok'] = await Promise.all([judgeModel(options), options.diskProblem()]);
  const checks: HealthChecks = {
    server: options.state() === 'draining' ? 'The server is stopping.' : 'ok',
    model: model.status === 'ok' || isEngine ? 'ok' : model.message!,
    engine: isEngine ? model.message! : 'ok',
    queue: options.queueProblem() ?? 'ok',
    disk,
    recording: options.recordingProblem() ?? 'ok',
  };
  for (const message of [checks.server, checks.queue, checks.disk]) {
    if (message !== 'ok') return { status: 'degraded', message, checks };
  }
  return { ...model, checks };
}

export async function healthOf(options: HealthOptions): Promise<Health> {
  const { checks: _checks, ...health } = await describe(options);
  return health;
}

async function describe(options: HealthOptions): Promise<Health & { checks: HealthChecks }> {
  const model = options.host.source?.id;
  const uptime = Math.round(process.uptime());
  const named = model === undefined ? { model_key: null } : { model, model_key: model };
  return { ...(await judge(options)), ...named, device: options.device(), uptime };
}

/**
 * - `/health/live`: 200 as long as the process answers
 * - `/health/ready`: 200 when requests are taken and get on, 503 otherwise; `checks` says what is wrong
 * - `/health`: 200 with the state, for people and dashboards
 */
export function healthRoutes(options: HealthOptions): Router {
  const router = Router();
  router.use('/health', (_request, response, next) => {
    response.setHeader('cache-control', 'no-store');
    next();
  });
  router
    .route('/health/live')
    .get((_request, response) => {
      response.json({ status: 'ok' });
    })
    .all(methodNotAllowed('GET'));
  router
    .route('/health/ready')
    .get(async (_request, response) => {
      const health = await describe(options);
      if (health.status !== 'ok') response.setHeader('retry-after', String(retryAfterSeconds));
      response.status(health.status === 'ok' ? 200 : 503).json(health);
    })
    .all(methodNotAllowed('GET'));
  router.get('/health', async (_request, response) => {
    response.json(await healthOf(options));
  });
  return router;
}
