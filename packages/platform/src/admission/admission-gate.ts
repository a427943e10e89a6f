import { TuneloopError, type QueueState } from '@tuneloop/protocol';

/** Why a request was refused at the gate; a label of metrics. */
export type RefusalReason = 'queue' | 'requests' | 'bodies' | 'memory';

export interface AdmissionGateOptions {
  /** The queues of the models that are loaded. */
  queues: () => readonly QueueState[];
  /** In bytes. */
  freeMemory: () => number;
  /** As they are now. */
  limits: () => AdmissionLimits;
  onRefused?: ((reason: RefusalReason) => void) | undefined;
}

export interface AdmissionLimits {
  /** Requests for a model at a time, waiting or running. */
  maxRequests: number;
  /** Bodies of requests that are held at a time, in bytes. */
  maxBodiesBytes: number;
  /** With less memory free nothing new is taken, in bytes. */
  minFreeMemoryBytes: number;
  /** The largest body of one request, in bytes. */
  bodyLimitBytes: number;
}

/** What is known of a request before its body was read. */
export interface Arrival {
  /** Who sends it, as far as can be told before its key was checked. */
  client: string;
  /** What its headers announce, in bytes; `undefined`: they do not. */
  announcedBytes: number | undefined;
  /** What has come of it so far, for one that does not announce it, in bytes. */
  receivedBytes: () => number;
  /** Whether it is for a model. */
  isInference: boolean;
}

/** Bodies up to this size always pass: whoever must set the server right sends no more. In bytes. */
const smallBody = 64 * 1024;
const memoryRetrySeconds = 5;

/**
 * Refuses requests before anything was done for them: when they would wait in vain, or for want of memory. What it
 * refuses costs microseconds, so that the server answers under any load.
 */
export class AdmissionGate {
  readonly #options: AdmissionGateOptions;
  readonly #running = new Map<string, number>();
  readonly #unannounced = new Set<Arrival>();
  /** The last of each: to make one for every request that is refused would be much of what a refusal costs. */
  readonly #refusals = new Map<RefusalReason, TuneloopError>();
  #requests = 0;
  #announcedBytes = 0;

  constructor(options: AdmissionGateOptions) {
    this.#options = options;
  }

  /** Requests for models that were let in and have not ended. */
  get requests(): number {
    return this.#requests;
  }

  /** Bodies that are held, in bytes. */
  get bodyBytes(): number {
    const { bodyLimitBytes } = this.#options.limits();
    let bytes = this.#announcedBytes;
    for (const { receivedBytes } of this.#unannounced) bytes += Math.min(receivedBytes(), bodyLimitBytes);
    return bytes;
  }

  /** Lets it in; what is returned must be called once when it has ended. Errors: `BUSY` (`details.retryAfterSeconds`). */
  admit(arrival: Arrival): () => void {
    const { client, isInference } = arrival;
    this.#checkMemory(arrival);
    if (isInference) this.#checkRequests(client);
    return this.#hold(arrival);
  }

  #checkMemory({ isInference, announcedBytes = smallBody + 1 }: Arrival): void {
    if (!isInference && announcedBytes <= smallBody) return;
    const { freeMemory, limits } = this.#options;
    const { maxBodiesBytes, minFreeMemoryBytes, bodyLimitBytes } = limits();
    if (freeMemory() < minFreeMemoryBytes) {
      throw this.#refuse('memory', 'The server is short of memory.', memoryRetrySeconds);
    }
    // A body that is too large is refused for that, and never held.
    if (this.bodyBytes + Math.min(announcedBytes, bodyLimitBytes) > maxBodiesBytes) {
      throw this.#refuse('bodies', 'The server holds as many and as large request bodies as it may.', 1);
    }
  }

  #checkRequests(client: string): void {
    const queues = this.#options.queues();
    const { maxRequests } = this.#options.limits();
    const seconds = Math.max(1, ...queues.map(({ retryAfterSeconds }) => retryAfterSeconds));
    if (this.#requests >= maxRequests) {
      throw this.#refuse('requests', `${maxRequests} requests are being answered already.`, seconds);
    }
    if (queues.length === 0 || !queues.every(({ isFull }) => isFull)) return;
    // Whoever has fewer than others gets a place in the queue all the same: it is for the queue to judge.
    const most = Math.max(0, ...this.#running.values());
    if ((this.#running.get(client) ?? 0) + 1 < most) return;
    throw this.#refuse('queue', 'All slots are taken, and as many requests wait as may.', seconds);
  }

  #refuse(reason: RefusalReason, what: string, retryAfterSeconds: number): TuneloopError {
    this.#options.onRefused?.(reason);
    const message = `${what} Try again in ${retryAfterSeconds} s.`;
    let error = this.#refusals.get(reason);
    if (error?.message !== message) {
      error = new TuneloopError('BUSY', message, { details: { retryAfterSeconds } });
      this.#refusals.set(reason, error);
    }
    return error;
  }

  #hold(arrival: Arrival): () => void {
    const { client, isInference, announcedBytes } = arrival;
    const bytes = Math.min(announcedBytes ?? 0, this.#options.limits().bodyLimitBytes);
    this.#announcedBytes += bytes;
    if (announcedBytes === undefined) this.#unannounced.add(arrival);
    if (isInference) {
      this.#requests += 1;
      this.#running.set(client, (this.#running.get(client) ?? 0) + 1);
    }
    return () => {
      this.#announcedBytes -= bytes;
      this.#unannounced.delete(arrival);
      if (!isInference) return;
      this.#requests -= 1;
      const left = (this.#running.get(client) ?? 1) - 1;
      if (left === 0) this.#running.delete(client);
      else this.#running.set(client, left);
    };
  }
}
