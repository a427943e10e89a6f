import { TuneloopError } from '@tuneloop/protocol';
import type { Upstream } from './upstream.ts';

export interface HealthMonitorOptions {
  upstreams: readonly Upstream[];
  /** Between two looks at one that is well, in ms. */
  intervalMs: number;
  probe: (upstream: Upstream, signal: AbortSignal) => Promise<void>;
  onRecovery: (upstream: Upstream) => void;
  onFailure: (upstream: Upstream, error: TuneloopError) => void;
}

const firstRetryMs = 500;
const longestRetryMs = 30_000;
const probeTimeoutMs = 10_000;

/** Looks at each upstream in turns: seldom at those that are well, soon and then ever later at those that are not. */
export class HealthMonitor {
  readonly #options: HealthMonitorOptions;
  readonly #stopped = new AbortController();
  readonly #timers = new Map<Upstream, NodeJS.Timeout>();
  readonly #tries = new Map<Upstream, number>();

  constructor(options: HealthMonitorOptions) {
    this.#options = options;
    for (const upstream of options.upstreams) this.#schedule(upstream);
  }

  /** It failed a request: find out soon whether it is back. */
  watchClosely(upstream: Upstream): void {
    this.#tries.set(upstream, 0);
    this.#schedule(upstream);
  }

  stop(): void {
    this.#stopped.abort(new TuneloopError('ABORTED', 'The model was unloaded.'));
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #schedule(upstream: Upstream): void {
    if (this.#stopped.signal.aborted) return;
    clearTimeout(this.#timers.get(upstream));
    const backOff = Math.min(longestRetryMs, firstRetryMs * 2 ** (this.#tries.get(upstream) ?? 0));
    const wait = upstream.healthy ? this.#options.intervalMs : backOff * (0.5 + Math.random() / 2);
    this.#timers.set(upstream, setTimeout(() => void this.#look(upstream), wait).unref());
  }

  async #look(upstream: Upstream): Promise<void> {
    const wasHealthy = upstream.healthy;
    try {
      await this.#options.probe(upstream, AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(probeTimeoutMs)]));
      this.#tries.delete(upstream);
      upstream.succeeded();
      if (!wasHealthy) this.#options.onRecovery(upstream);
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      this.#tries.set(upstream, (this.#tries.get(upstream) ?? 0) + 1);
      this.#options.onFailure(upstream, TuneloopError.from(error));
    }
    // A failure that made it ill has scheduled the next look already; this one keeps the back-off.
    this.#schedule(upstream);
  }
}
