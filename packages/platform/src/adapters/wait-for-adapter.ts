import { TuneloopError } from '@tuneloop/protocol';
import type { AdapterEventListener } from './adapter-event.ts';
import type { AttachedModel } from './attached-model.ts';

export interface AdapterWait {
  /** Resolves when a loaded model answers with the new version, or when there is no model. */
  settled: Promise<void>;
  stop: () => void;
}

/** Finding, converting and loading a large adapter takes so long at most. */
const limitMs = 60_000;

/** Waits until a version of `name` that `accepts` takes is live somewhere, or one is refused everywhere. */
export function waitForAdapter(options: {
  name: string;
  accepts: (version: number) => boolean;
  /** The models that may take it. */
  attached: ReadonlySet<AttachedModel>;
  watch: (listener: AdapterEventListener) => () => void;
  signal: AbortSignal;
}): AdapterWait {
  const { name, accepts, attached, signal } = options;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // It is looked at only if the adapter was put in its place.
  promise.catch(() => undefined);
  const refusedBy = new Set<string>();

  const unwatch = options.watch((event) => {
    if (event.name !== name) return;
    const isTaker = (base: string): boolean => [...attached].some((model) => model.base === base);
    if (event.type === 'adapter-live' && accepts(event.version) && isTaker(event.base)) resolve();
    if (event.type !== 'adapter-refused') return;
    if (event.base !== undefined) refusedBy.add(event.base);
    if (event.base !== undefined && [...attached].some(({ base }) => !refusedBy.has(base))) return;
    reject(new TuneloopError('ADAPTER_INVALID', event.reason, { details: { param: 'lora_path', adapter: name } }));
  });
  const timer = setTimeout(() => {
    const message = `The adapter "${name}" is not live yet; GET /v1/adapters tells how far it is.`;
    reject(new TuneloopError('TIMEOUT', message));
  }, limitMs).unref();
  const onAbort = (): void => reject(TuneloopError.from(signal.reason, 'ABORTED'));
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    settled: promise,
    stop: () => {
      unwatch();
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
