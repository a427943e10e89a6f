import type { AdapterSet } from './adapter-set.ts';
import type { CoreRequest } from '../../hosting/core-request.ts';

/** What a pool needs of a context. */
export interface PooledContext {
  /** Throws what is wrong with the request. */
  start(request: CoreRequest): void;
  cancel(id: string): void;
  /** Replaces the adapters and forgets the KV cache. Only while no request is in it. */
  apply(set: AdapterSet): Promise<void>;
  /** Does what the first request would otherwise have to wait for. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

/** A context in a pool. Times are those of `performance.now()`. */
export interface PoolMember<C extends PooledContext> {
  /** `undefined` until it has been made. */
  context: C | undefined;
  set: AdapterSet;
  /** It is being made, or getting its set. */
  changing: boolean;
  /** Ids of those that run. */
  requests: Set<string>;
  /** Key of the set that gets it once its requests are over; until then it takes in no more. */
  promisedTo: string | undefined;
  /** Since when it has served its set. */
  servesSince: number;
  lastUsed: number;
  /** Made ready, and never used since. */
  standby: boolean;
  /** Resolves when it is not changing. */
  settled: Promise<void>;
}

/** @param forSet key of the set that asks; what is promised to another is not idle for it. */
export function isIdle(member: PoolMember<PooledContext>, forSet?: string): boolean {
  const { changing, requests, promisedTo } = member;
  return !changing && requests.size === 0 && (promisedTo === undefined || promisedTo === forSet);
}

export function oldest<M extends PoolMember<PooledContext>>(members: readonly M[], by: 'lastUsed' | 'servesSince'): M {
  return members.reduce((a, b) => (b[by] < a[by] ? b : a));
}
