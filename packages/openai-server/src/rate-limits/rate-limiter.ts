import { TuneloopError } from '@tuneloop/protocol';
import type { RateLimiterMemory } from 'rate-limiter-flexible';
import type { AuthenticatedClient, Authenticator } from '../auth/authenticator.ts';
import type { KeyLimit } from '../auth/key-limits.ts';

export type LimitName = 'requests' | 'tokens' | 'concurrency';

/** What is left of a limit in its window. */
export interface RateState {
  limit: number;
  remaining: number;
  /** Until all of it can be had again, in ms; 0 while nothing of it is used. */
  resetMs: number;
}

/** Of the limits that a key has. */
export type Rates = Partial<Record<'requests' | 'tokens', RateState>>;

export interface Admission {
  rates: Rates;
  /** `RATE_LIMITED`, with `retryAfterSeconds` and `limit` in its details; nothing is counted then. */
  refusal: TuneloopError | undefined;
  /** Once the request has ended. */
  release(): void;
}

const windowSeconds = 60;

const perMinute = { requests: 'requests', tokens: 'tokens' } as const;

/**
 * Counts what the holders of keys do, in windows of 60 s that begin with a key's first request. A request is refused where
 * its window has no requests or no tokens left, or where the key has as many running as it may. What a request will need is
 * not known beforehand, so that its last one in a window may go beyond the tokens.
 */
export class RateLimiter {
  readonly #windows = new Map<string, Promise<RateLimiterMemory>>();
  readonly #running = new Map<string, number>();
  /** Keys whose tokens are limited. */
  readonly #counted = new Set<string>();
  readonly #listeners = new Set<(limit: LimitName) => void>();

  /** Tells of refusals. */
  watch(listener: (limit: LimitName) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Counts one request of `client`, unless it is over a limit. */
  async admit({ id, limits }: AuthenticatedClient): Promise<Admission> {
    const concurrency = numberOf(limits?.concurrency);
    const running = this.#running.get(id) ?? 0;
    const isCrowded = concurrency !== undefined && running >= concurrency;
    // At once, so that of many at the same moment no more pass than may.
    if (!isCrowded) this.#running.set(id, running + 1);
    const rates: Rates = {};
    const tokens = await this.#stateOf('tokens', id, numberOf(limits?.tokensPerMinute), 0);
    if (tokens) this.#counted.add(id);
    else this.#counted.delete(id);
    const isSpent = tokens !== undefined && tokens.remaining === 0;
    const counts = isCrowded || isSpent ? 0 : 1;
    const requests = await this.#stateOf('requests', id, numberOf(limits?.requestsPerMinute), counts);
    if (requests) rates.requests = requests;
    if (tokens) rates.tokens = tokens;

    const over = isCrowded ? 'concurrency' : isSpent ? 'tokens' : requests?.isOver ? 'requests' : undefined;
    const release = this.#releaseOf(id);
    if (over === undefined) return { rates, refusal: undefined, release };
    if (!isCrowded) release();
    for (const listener of this.#listeners) listener(over);
    const waitMs = over === 'concurrency' ? 1000 : (rates[over]?.resetMs ?? 1000);
    return { rates, refusal: refuse(over, limits?.[limitNames[over]], waitMs), release: () => undefined };
  }

  /** Counts tokens of a key, when they are known. */
  charge(id: string, tokens: number): void {
    if (tokens <= 0 || !this.#counted.has(id)) return;
    void this.#window('tokens').then(async (window) => window.penalty(id, tokens));
  }

  async #stateOf(
    name: keyof typeof perMinute,
    id: string,
    limit: number | undefined,
    points: number,
  ): Promise<(RateState & { isOver: boolean }) | undefined> {
    if (limit === undefined) return undefined;
    const window = await this.#window(name);
    const used = points === 0 ? await window.get(id) : await window.penalty(id, points);
    const isOver = (used?.consumedPoints ?? 0) > limit;
    // What is refused does not count: a limit that is raised holds at once.
    if (isOver && points > 0) await window.reward(id, points);
    // A clock that was set back must not make anybody wait for longer than the window is.
    const resetMs = Math.min(Math.max(used?.msBeforeNext ?? 0, 0), windowSeconds * 1000);
    return { limit, remaining: Math.max(0, limit - (used?.consumedPoints ?? 0)), resetMs, isOver };
  }

  #releaseOf(id: string): () => void {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      const left = (this.#running.get(id) ?? 1) - 1;
      if (left > 0) this.#running.set(id, left);
      else this.#running.delete(id);
    };
  }

  /** Loaded when the first key has a limit. */
  #window(name: string): Promise<RateLimiterMemory> {
    const known = this.#windows.get(name);
    if (known) return known;
    const made = makeWindow();
    this.#windows.set(name, made);
    return made;
  }
}

const limitNames = {
  requests: 'requestsPerMinute',
  tokens: 'tokensPerMinute',
  concurrency: 'concurrency',
} as const;

const numberOf = (limit: KeyLimit | undefined): number | undefined => (limit === 'unlimited' ? undefined : limit);

async function makeWindow(): Promise<RateLimiterMemory> {
  const { RateLimiterMemory } = await import('rate-limiter-flexible');
  // Limits differ from key to key, and change: it only counts.
  return new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: windowSeconds });
}

function refuse(over: LimitName, limit: KeyLimit | undefined, waitMs: number): TuneloopError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  const what = {
    requests: 'requests per minute',
    tokens: 'tokens per minute',
    concurrency: 'requests at the same time',
  }[over];
  const message = `This API key is at its limit of ${what} (${limit}). Try again in ${retryAfterSeconds} s, or ask for a higher limit.`;
  return new TuneloopError('RATE_LIMITED', message, { details: { retryAfterSeconds, limit: over } });
}

const byAuthenticator = new WeakMap<Authenticator, RateLimiter>();

/** All routers that are given the same authenticator count together. */
export function rateLimiterOf(authenticate: Authenticator): RateLimiter {
  const known = byAuthenticator.get(authenticate);
  if (known) return known;
  const made = new RateLimiter();
  byAuthenticator.set(authenticate, made);
  return made;
}
