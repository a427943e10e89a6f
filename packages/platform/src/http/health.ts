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

export interface HealthOptions {
  host: ModelHost;
  state: () => PlatformState;
  device: () => string;
}

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

/** The status, and why it is not `ok`. */
async function judge(options: HealthOptions): Promise<Pick<Health, 'status' | 'message'>> {
  const current = options.host.state;
  if (options.state() === 'draining') return { status: 'degraded', message: 'The server is stopping.' };
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
  return failure === undefined ? { status: 'ok' } : { status: 'degraded', message: failure };
}

export async function healthOf(options: HealthOptions): Promise<Health> {
  const model = options.host.source?.id;
  const uptime = Math.round(process.uptime());
  const named = model === undefined ? { model_key: null } : { model, model_key: model };
  return { ...(await judge(options)), ...named, device: options.device(), uptime };
}

/**
 * - `/health/live`: 200 as long as the process answers
 * - `/health/ready`: 200 when the model answers requests, 503 otherwise
 * - `/health`: 200 with the state, for people and dashboards
 */
export function healthRoutes(options: HealthOptions): Router {
  const router = Router();
  router.use('/health', (_request, response, next) => {
    response.setHeader('cache-control', 'no-store');
    next();
  });
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/health/ready', async (_request, response) => {
    const health = await healthOf(options);
    response.status(health.status === 'ok' ? 200 : 503).json(health);
  });
  router.get('/health', async (_request, response) => {
    response.json(await healthOf(options));
  });
  return router;
}
