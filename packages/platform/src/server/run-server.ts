import { totalmem } from 'node:os';
import type { ModelInfo } from '@tuneloop/protocol';
import { proposeModel } from '@tuneloop/runtime';
import type { Platform } from '../platform.ts';
import { describeReload } from '../reload/reload-notice.ts';
import { reloadOnRequest } from '../reload/reload-requests.ts';
import type { Reloader } from '../reload/reloader.ts';
import {
  degradedNotice,
  describeProposal,
  exampleNotice,
  readyNotice,
  servingNotice,
  startNotices,
  type ServerNotice,
  type StartFacts,
} from './notice.ts';

export interface RunServerOptions {
  /** Shows a notice to the person at the terminal. */
  onNotice?: ((notice: ServerNotice) => void) | undefined;
  /** Stops the server as SIGTERM does. */
  signal?: AbortSignal | undefined;
}

const signals = ['SIGTERM', 'SIGINT'] as const;

/** 128 and the signal's number, as shells report it. */
const killedExitCode = { SIGTERM: 143, SIGINT: 130 } as const;

/** Resolves at the first SIGTERM or SIGINT; the second ends the process at once. */
function stopRequest(signal: AbortSignal | undefined): {
  requested: Promise<void>;
  stop: () => void;
  release: () => void;
} {
  const { promise, resolve } = Promise.withResolvers<void>();
  let stopping = false;
  const onSignal = (name: NodeJS.Signals): void => {
    if (stopping) process.exit(killedExitCode[name as (typeof signals)[number]]);
    stopping = true;
    resolve();
  };
  const onAbort = (): void => resolve();
  for (const name of signals) process.on(name, onSignal);
  if (signal?.aborted) resolve();
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    requested: promise,
    stop: resolve,
    release: () => {
      for (const name of signals) process.off(name, onSignal);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

interface Announcement {
  startedAt: number;
  /** Once the server listens. */
  facts: Promise<StartFacts>;
  notify: (notice: ServerNotice) => void;
}

/**
 * Says when the server is ready and what may be asked, when another model has become the default, and every time that
 * loading it failed.
 */
function announceModel(platform: Platform, { startedAt, facts, notify }: Announcement): () => void {
  const showExample = async (info: ModelInfo): Promise<void> => {
    const example = exampleNotice(info, await facts);
    if (example !== undefined) notify(example);
  };
  let isFirst = true;
  let served: string | undefined;
  return platform.host.watch((state) => {
    if (platform.state === 'draining') return;
    if (state.status === 'failed') {
      served = undefined;
      notify(degradedNotice(state.error, state.retryAt));
    }
    if (state.status !== 'ready') return;
    const { info } = state.model;
    // One that was unloaded and comes back is nothing new.
    if (info.id === served) return;
    notify(isFirst ? readyNotice(info, performance.now() - startedAt) : servingNotice(info));
    served = info.id;
    if (isFirst) void showExample(info);
    isFirst = false;
  });
}

/** Reloads when that is asked for, and says what came of it. */
function followConfiguration(
  reloader: Reloader,
  { notify, stop }: { notify: (notice: ServerNotice) => void; stop: () => void },
): Disposable {
  const stopTelling = reloader.watch((report) => notify({ kind: 'configuration', text: describeReload(report) }));
  const requests = reloadOnRequest(reloader, stop);
  return {
    [Symbol.dispose]() {
      stopTelling();
      requests[Symbol.dispose]();
    },
  };
}

/**
 * Serves until SIGTERM, SIGINT, `signal` or `POST /shutdown`, then drains: nothing new is accepted, `/health/ready` turns
 * 503, and what runs may end within `config.server.drainMs`. A second signal ends the process at once. SIGHUP, and a change
 * of its files, reload the configuration. Returns the exit code, 0.
 *
 * Errors: those of `Platform.listen`.
 */
export async function runServer(platform: Platform, options: RunServerOptions = {}): Promise<number> {
  const notify = options.onNotice ?? (() => undefined);
  const startedAt = performance.now();
  const stopSignals = [platform.stopRequest, ...(options.signal ? [options.signal] : [])];
  const { requested, stop, release } = stopRequest(AbortSignal.any(stopSignals));
  const listening = Promise.withResolvers<StartFacts>();
  const stopAnnouncing = announceModel(platform, { startedAt, facts: listening.promise, notify });
  try {
    const { url } = await platform.listen();
    const memory = totalmem();
    const proposed = platform.isDemonstration ? proposeModel(memory) : undefined;
    const proposal = proposed && describeProposal(proposed.reference, proposed.sizeBytes, memory);
    const needsKey = platform.config.server.apiKey !== undefined || (await platform.keys.list()).length > 0;
    const facts = { url, needsKey, proposal };
    for (const notice of startNotices(platform, facts)) notify(notice);
    listening.resolve(facts);

    using _reloads = platform.reloader && followConfiguration(platform.reloader, { notify, stop });
    await requested;
    const seconds = Math.round(platform.config.server.drainMs / 1000);
    notify({ kind: 'draining', text: `Stopping: running requests have ${seconds} s to end (again to stop at once).` });
    await platform.close();
    notify({ kind: 'stopped', text: 'Stopped.' });
    return 0;
  } finally {
    stopAnnouncing();
    release();
  }
}
