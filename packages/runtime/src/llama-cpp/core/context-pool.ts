import { TuneloopError } from '@tuneloop/protocol';
import { baseSet, usesAdapter, type AdapterSet } from './adapter-set.ts';
import type { BatcherEvent } from './batcher.ts';
import type { CoreRequest } from '../../hosting/core-request.ts';
import { isIdle, oldest, type PooledContext, type PoolMember } from './pool-member.ts';

export interface ContextPoolOptions<C extends PooledContext> {
  /** Makes a context, without adapters. */
  open(onEvents: (events: BatcherEvent[]) => void): Promise<C>;
  /** Called with what the requests of all contexts bring. */
  onEvents(events: BatcherEvent[]): void;
  /** Time that requests of one set may be admitted while another set waits for a context, ms. Default 500. */
  patienceMs?: number | undefined;
}

interface Waiting {
  request: CoreRequest;
  set: AdapterSet;
  since: number;
}

const defaultPatienceMs = 500;
/** After a context could not be made for lack of memory. */
const retryMs = 10_000;

/**
 * Contexts by the adapters that they apply: requests with one set are batched together, and several sets decode side by
 * side, a step each in turn. A set without a context gets one that is spare, a new one within the limit, or the one that
 * has been idle longest. When all are busy it waits; after a while the context that has served longest takes in nothing
 * more, so that no set starves another.
 */
export class ContextPool<C extends PooledContext> {
  readonly #options: ContextPoolOptions<C>;
  readonly #patienceMs: number;
  readonly #members: PoolMember<C>[] = [];
  /** In order of arrival. */
  #waiting: Waiting[] = [];
  readonly #releases: { handle: number; resolve(): void }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #trimming: NodeJS.Timeout | undefined;
  #limit = 1;
  #assertRoom: (() => Promise<void>) | undefined;
  #noRoomUntil = 0;
  #closed = false;

  private constructor(options: ContextPoolOptions<C>) {
    this.#options = options;
    this.#patienceMs = options.patienceMs ?? defaultPatienceMs;
  }

  /** With one context. Errors: those of making it. */
  static async create<C extends PooledContext>(options: ContextPoolOptions<C>): Promise<ContextPool<C>> {
    const pool = new ContextPool(options);
    await pool.#open(baseSet, false);
    return pool;
  }

  /**
   * Lets it grow.
   *
   * @param limit contexts at most. @param assertRoom asked before each is made; throws when memory has run short.
   */
  allow(limit: number, assertRoom?: () => Promise<void>): void {
    this.#limit = limit;
    this.#assertRoom = assertRoom;
  }

  /** Contexts that are there or being made. */
  get size(): number {
    return this.#members.length;
  }

  /** The context that answers without adapters, unless all serve adapters now. */
  get base(): C | undefined {
    return this.#members.find(({ set, changing }) => set === baseSet && !changing)?.context;
  }

  /** Those that there are now. */
  get contexts(): C[] {
    return this.#members.flatMap(({ context }) => context ?? []);
  }

  /** What goes wrong arrives as an event. */
  start(request: CoreRequest, set: AdapterSet): void {
    this.#waiting.push({ request, set, since: performance.now() });
    this.#dispatch();
  }

  /** The one event that follows is `cancelled`. */
  cancel(id: string): void {
    const waiting = this.#waiting.findIndex(({ request }) => request.id === id);
    if (waiting === -1) {
      this.#members.find(({ requests }) => requests.has(id))?.context?.cancel(id);
    } else {
      this.#waiting.splice(waiting, 1);
      this.#options.onEvents([{ id, event: { type: 'cancelled' } }]);
      this.#dispatch();
    }
  }

  /**
   * Gives the set a context ahead of its first request, if one is spare or can be made; at most one stands by unused.
   * Resolves when it is ready or when there is none.
   */
  async prepare(set: AdapterSet): Promise<void> {
    clearTimeout(this.#trimming);
    if (this.#closed || this.#members.some((member) => member.set.key === set.key)) return;
    const spare = this.#spare();
    if (spare !== undefined) await this.#change(spare, set, true);
    else if (this.#hasRoom() && !this.#members.some(({ standby }) => standby))
      await this.#open(set, true).catch(() => undefined);
  }

  /** Resolves when no request uses the adapter any more and no context has it set. No new set may be made of it. */
  release(handle: number): Promise<void> {
    return new Promise((resolve) => {
      this.#releases.push({ handle, resolve });
      this.#dispatch();
    });
  }

  /** Trims after a while, unless a context is made ready for another set before. */
  trimIn(ms: number): void {
    clearTimeout(this.#trimming);
    this.#trimming = setTimeout(() => void this.trim(), ms).unref();
  }

  /** Closes all idle contexts but one. */
  async trim(): Promise<void> {
    const idle = this.#members.filter((member) => isIdle(member));
    const surplus = idle.length === this.#members.length ? idle.slice(1) : idle;
    await Promise.all(surplus.map((member) => this.#close(member)));
  }

  /** Ends with the steps that are under way. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#trimming);
    this.#waiting = [];
    await Promise.all(this.#members.map((member) => member.settled));
    await Promise.all([...this.#members].map((member) => this.#close(member)));
    for (const { resolve } of this.#releases.splice(0)) resolve();
  }

  #dispatch(): void {
    if (this.#closed) return;
    for (const member of this.#members) {
      if (!this.#waiting.some(({ set }) => set.key === member.promisedTo)) member.promisedTo = undefined;
    }
    for (const waiting of this.#waiting.slice()) {
      const member = this.#members.find(
        ({ set, promisedTo }) => set.key === waiting.set.key && promisedTo === undefined,
      );
      if (member === undefined) this.#findContext(waiting);
      else if (!member.changing) this.#begin(member, waiting);
    }
    this.#settleReleases();
  }

  #begin(member: PoolMember<C>, waiting: Waiting): void {
    const { request } = waiting;
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    member.standby = false;
    member.lastUsed = performance.now();
    member.requests.add(request.id);
    try {
      member.context!.start(request);
    } catch (error) {
      member.requests.delete(request.id);
      this.#options.onEvents([{ id: request.id, error: TuneloopError.from(error) }]);
    }
  }

  #findContext({ set, since }: Waiting): void {
    const spare = this.#spare();
    if (spare !== undefined) return void this.#change(spare, set, false);
    if (this.#hasRoom()) return void this.#open(set, false).catch(() => undefined);
    const idle = this.#members.filter((member) => isIdle(member, set.key));
    if (idle.length > 0) return void this.#change(oldest(idle, 'lastUsed'), set, false);
    if (this.#members.some(({ promisedTo }) => promisedTo === set.key)) return;
    const busy = this.#members.filter(({ changing, promisedTo }) => !changing && promisedTo === undefined);
    if (busy.length === 0) return;
    const candidate = oldest(busy, 'servesSince');
    const dueInMs = Math.max(since, candidate.servesSince) + this.#patienceMs - performance.now();
    if (dueInMs > 0) this.#dispatchIn(dueInMs);
    else candidate.promisedTo = set.key;
  }

  /** An idle context that nobody would miss: it has been made ready in vain so far, or does what another does too. */
  #spare(): PoolMember<C> | undefined {
    return this.#members.find((member) => {
      const { set, standby } = member;
      if (!isIdle(member)) return false;
      return standby || this.#members.some((other) => other !== member && other.set.key === set.key);
    });
  }

  #hasRoom(): boolean {
    if (this.#members.length === 0) return true;
    return this.#members.length < this.#limit && performance.now() >= this.#noRoomUntil;
  }

  async #open(set: AdapterSet, standby: boolean): Promise<void> {
    const now = performance.now();
    const member: PoolMember<C> = {
      context: undefined,
      set,
      changing: true,
      requests: new Set(),
      promisedTo: undefined,
      servesSince: now,
      lastUsed: now,
      standby,
      settled: Promise.resolve(),
    };
    this.#members.push(member);
    await this.#settle(member, async () => {
      await this.#assertRoom?.();
      member.context = await this.#options.open((events) => this.#received(member, events));
      if (set !== baseSet) await member.context.apply(set);
      if (standby) await member.context.warm();
    });
  }

  async #change(member: PoolMember<C>, set: AdapterSet, standby: boolean): Promise<void> {
    member.set = set;
    member.changing = true;
    member.promisedTo = undefined;
    member.standby = standby;
    await this.#settle(member, async () => {
      await member.context!.apply(set);
      if (standby && set !== baseSet) await member.context!.warm();
    }).catch(() => undefined);
  }

  async #settle(member: PoolMember<C>, work: () => Promise<void>): Promise<void> {
    const working = work();
    member.settled = working.catch(() => undefined);
    try {
      await working;
      member.changing = false;
      member.servesSince = performance.now();
    } catch (error) {
      this.#members.splice(this.#members.indexOf(member), 1);
      this.#noRoomUntil = performance.now() + retryMs;
      void member.context?.close();
      // With other contexts it can wait for one of them; with none there is nothing to wait for.
      if (this.#members.length === 0) this.#failWaiting(TuneloopError.from(error));
      throw error;
    } finally {
      this.#dispatch();
    }
  }

  #failWaiting(error: TuneloopError): void {
    const failed = this.#waiting.splice(0);
    if (failed.length > 0) this.#options.onEvents(failed.map(({ request }) => ({ id: request.id, error })));
  }

  #received(member: PoolMember<C>, events: BatcherEvent[]): void {
    const before = member.requests.size;
    for (const entry of events) {
      if ('error' in entry || entry.event.type === 'end' || entry.event.type === 'cancelled') {
        member.requests.delete(entry.id);
      }
    }
    member.lastUsed = performance.now();
    this.#options.onEvents(events);
    // Not at once: the batcher may be on its way out of its loop, and would not see a request that comes now.
    if (member.requests.size < before) queueMicrotask(() => this.#dispatch());
  }

  #settleReleases(): void {
    for (const release of this.#releases.slice()) {
      const { handle, resolve } = release;
      if (this.#waiting.some(({ set }) => usesAdapter(set, handle))) continue;
      const holders = this.#members.filter(({ set }) => usesAdapter(set, handle));
      if (holders.length === 0) {
        this.#releases.splice(this.#releases.indexOf(release), 1);
        resolve();
      }
      for (const holder of holders) if (isIdle(holder)) void this.#change(holder, baseSet, true);
    }
  }

  #dispatchIn(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#dispatch();
    }, ms);
  }

  async #close(member: PoolMember<C>): Promise<void> {
    this.#members.splice(this.#members.indexOf(member), 1);
    await member.context?.close();
  }
}
