import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import type { UpstreamChange } from '../options.ts';
import { chooseUpstream } from './choose-upstream.ts';
import { HealthMonitor } from './health-monitor.ts';
import type { Upstream } from './upstream.ts';

export interface UpstreamPoolOptions {
  upstreams: readonly Upstream[];
  /** Looks whether an upstream answers, and updates its profile. Rejects when not. */
  probe: (upstream: Upstream, signal: AbortSignal) => Promise<void>;
  healthCheckMs: number;
  onChange?: ((change: UpstreamChange) => void) | undefined;
}

/** A place at an upstream; must be released. */
export interface UpstreamLease extends Disposable {
  readonly upstream: Upstream;
  /** May be called again without effect. */
  release(): void;
}

export interface PlaceRequest {
  /** Requests with one key keep to one upstream. */
  key: string;
  /** Those that failed this request already. */
  avoid: ReadonlySet<Upstream>;
  signal: AbortSignal;
}

/** Gives each request a place at an upstream that is well. */
export class UpstreamPool {
  readonly #options: UpstreamPoolOptions;
  readonly #monitor: HealthMonitor;
  readonly #waiting = new Set<() => void>();

  constructor(options: UpstreamPoolOptions) {
    this.#options = options;
    this.#monitor = new HealthMonitor({
      upstreams: options.upstreams,
      intervalMs: options.healthCheckMs,
      probe: options.probe,
      onRecovery: (upstream) => {
        options.onChange?.({ upstream: upstream.name, healthy: true });
        this.#wake();
      },
      onFailure: (upstream, error) => this.failed(upstream, error),
    });
  }

  get upstreams(): readonly Upstream[] {
    return this.#options.upstreams;
  }

  /**
   * Waits as long as all that are well are full. When none is well, those that are not get a try, since one may be back.
   *
   * Errors: `UPSTREAM_FAILED` when none is left that this request did not try; `ABORTED`.
   */
  async acquire(place: PlaceRequest): Promise<UpstreamLease> {
    for (;;) {
      throwIfAborted(place.signal);
      const left = this.upstreams.filter((upstream) => upstream.profile !== undefined && !place.avoid.has(upstream));
      const well = left.filter(({ healthy }) => healthy);
      const candidates = well.length > 0 ? well : left;
      if (candidates.length === 0) {
        throw new TuneloopError('UPSTREAM_FAILED', 'No upstream answers. Check the servers, or try again.');
      }
      const chosen = chooseUpstream(candidates, place.key);
      if (chosen) return this.#lease(chosen);
      await this.#placeFreed(place.signal);
    }
  }

  failed(upstream: Upstream, error: TuneloopError): void {
    if (!upstream.failed(error)) return;
    this.#options.onChange?.({ upstream: upstream.name, healthy: false, reason: error.message });
    this.#monitor.watchClosely(upstream);
    this.#wake();
  }

  close(): void {
    this.#monitor.stop();
    this.#wake();
  }

  #lease(upstream: Upstream): UpstreamLease {
    upstream.active += 1;
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      upstream.active -= 1;
      this.#wake();
    };
    return { upstream, release, [Symbol.dispose]: release };
  }

  /** Those that wait look again, in their order. */
  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  #placeFreed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      signal.addEventListener('abort', wake, { once: true });
      this.#waiting.add(wake);
    });
  }
}
