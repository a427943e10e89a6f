import type { MetricsSource } from '@tuneloop/openai-server';
import type { EventSink } from '@tuneloop/protocol';
import type { EndedRequest } from '@tuneloop/rlhf/otel';
import { createDeviceMeter, type ModelPool } from '@tuneloop/runtime';
import type { RequestHandler } from 'express';
import { Gauge, Registry } from 'prom-client';
import type { AdapterService } from '../adapters/adapter-service.ts';
import { readBuildInfo } from '../build-info.ts';
import { remember } from '../remember.ts';
import { createGenerationMetrics } from './generation-metrics.ts';
import { createGpuMeter } from './gpu-meter.ts';
import type { JobObserver } from '../telemetry/observed-jobs.ts';
import { createHttpMetrics } from './http-metrics.ts';
import { createJobMetrics } from './job-metrics.ts';
import { addMachineMetrics, readMachine } from './machine-metrics.ts';
import { readModelFigures } from './model-figures.ts';
import { createModelMetrics } from './model-metrics.ts';
import { createProcessMetrics } from './process-metrics.ts';
import { Timeline } from './timeline.ts';

export interface ServerMetricsOptions {
  pool: Pick<ModelPool, 'list' | 'watch'>;
  adapters: Pick<AdapterService, 'watch'>;
  /** Folders whose disks are watched, by what they are for. */
  folders: Readonly<Record<string, string>>;
  /** The path's pattern in the OpenAPI document. */
  routeOf: (path: string) => string | undefined;
}

/** The figures of one server. */
export interface ServerMetrics extends MetricsSource, Disposable {
  /** For figures of others. */
  readonly registry: Registry;
  sink: EventSink;
  middleware: RequestHandler;
  jobs: JobObserver;
  /** Is told of each request that ended, but for probes and scrapes. */
  watchRequests(listener: (request: EndedRequest) => void): void;
  /** Begins to take samples. */
  start(): void;
}

const intervalMs = 3000;
const quarterOfAnHour = 15 * 60_000;
/** Several gauges of one scrape ask the same. */
const shareMs = 500;

export function createServerMetrics({ pool, adapters, folders, routeOf }: ServerMetricsOptions): ServerMetrics {
  const registry = new Registry();
  const timeline = new Timeline({ intervalMs, samples: quarterOfAnHour / intervalMs });
  const measureMemory = createDeviceMeter({ run: async () => undefined });
  const gpus = createGpuMeter();
  const machine = remember(() => readMachine({ folders, measureMemory, gpus }), shareMs);
  const figures = remember(() => readModelFigures(pool), shareMs);

  const requestListeners: ((request: EndedRequest) => void)[] = [];
  const middleware = createHttpMetrics(registry, routeOf, (request) => {
    for (const listener of requestListeners) listener(request);
  });
  const generations = createGenerationMetrics(registry, (generation) => timeline.add(generation));
  const models = createModelMetrics({ registry, figures });
  const self = createProcessMetrics(registry);
  addMachineMetrics(registry, machine);
  new Gauge({
    name: 'tuneloop_build_info',
    help: '1, with the version of the server.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version: readBuildInfo().version }, 1);
  const stopWatching = [pool.watch(models.onPoolEvent), adapters.watch(models.onAdapterEvent)];

  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;
  const takeSample = async (): Promise<void> => {
    const [loaded, { gpus: found }] = await Promise.all([figures(), machine()]);
    const sum = (valueOf: (model: (typeof loaded)[number]) => number | undefined): number =>
      loaded.reduce((total, model) => total + (valueOf(model) ?? 0), 0);
    const cacheSize = sum(({ kvCache }) => kvCache?.totalTokens);
    const uses = found.flatMap(({ use }) => use ?? []);
    timeline.close({
      activeRequests: sum(({ activeRequests }) => activeRequests),
      queuedRequests: sum(({ queuedRequests }) => queuedRequests),
      kvCacheUse: cacheSize > 0 ? sum(({ kvCache }) => kvCache?.usedTokens) / cacheSize : undefined,
      memoryBytes: process.memoryUsage.rss() + sum(({ memoryBytes }) => memoryBytes),
      eventLoopLagMs: self.eventLoopLagMs({ reset: true }),
      gpuUse: uses.length > 0 ? Math.max(...uses) : undefined,
    });
  };
  const schedule = (): void => {
    timer = setTimeout(() => {
      // The system refuses even to tell memory when too many files are open: then one sample is missing.
      void takeSample()
        .catch(() => undefined)
        .finally(() => {
          if (!isDisposed) schedule();
        });
    }, intervalMs).unref();
  };

  return {
    registry,
    sink: generations.sink,
    middleware,
    jobs: createJobMetrics(registry),
    watchRequests: (listener) => void requestListeners.push(listener),
    contentType: registry.contentType,
    text: () => registry.metrics(),
    async overview() {
      const [{ gpus: found, memory, disks }, loaded] = await Promise.all([machine(), figures()]);
      return {
        intervalMs,
        samples: timeline.samples(),
        models: loaded,
        gpus: found,
        memory,
        disks,
        totals: { seconds: process.uptime(), ...generations.totals, ...models.totals },
      };
    },
    start: schedule,
    [Symbol.dispose]: () => {
      isDisposed = true;
      clearTimeout(timer);
      for (const stop of stopWatching) stop();
      self[Symbol.dispose]();
    },
  };
}
