import { throwIfAborted, TuneloopError, type QueueState } from '@tuneloop/protocol';
import { Rotation, type Turn } from './rotation.ts';
import { ServiceTime } from './service-time.ts';

export interface FairQueueOptions {
  /** How many may be active at once; at least 1. */
  slots: number;
  /** How many may wait; 0 refuses whatever cannot start at once. */
  limit: number;
  /** How long one may wait, in ms; left out, for ever. */
  maxWaitMs?: number | undefined;
}

export interface AcquireOptions {
  /** Whose turn it is; those without an owner share one turn. */
  owner?: string | undefined;
  /** Leaves the queue. A slot that was already given must be released by its holder. */
  signal?: AbortSignal | undefined;
}

/** The right to be active; must be released. */
export interface Slot extends Disposable {
  /** 0 to `slots - 1`; no two active slots share one. */
  readonly index: number;
  readonly waitedMs: number;
  /** May be called again without effect. */
  release(): void;
}

/**
 * Lets `slots` requests be active and the others wait, so that nobody's hundred requests hold up somebody else's one:
 *
 * - owners take turns, those with the fewest active requests first; one owner's requests keep their order;
 * - when the queue is full, the latest request of the owner with most leaves it for that of an owner with fewer.
 *
 * Operations cost constant time, or time in proportion to the owners that wait.
 */
export interface FairQueue {
  readonly active: number;
  readonly queued: number;
  readonly state: QueueState;
  /**
   * Rejects with `BUSY` (`details.retryAfterSeconds`, `details.queueLimit`) at once when the queue is full or the wait
   * would be longer than `maxWaitMs`, judged by how long requests took lately; later when it was longer, or somebody
   * with fewer requests took the place. With `ABORTED` or `TIMEOUT` when `signal` fires, and with the error given to
   * `close`.
   */
  acquire(options?: AcquireOptions): Promise<Slot>;
  /** Rejects those that wait and all that come later with `error`. Active slots stay valid. */
  close(error: TuneloopError): void;
}

interface Waiter {
  admit(index: number): void;
  reject(error: TuneloopError): void;
}

export function createFairQueue(options: FairQueueOptions): FairQueue {
  checkOptions(options);
  const { slots, limit, maxWaitMs = Infinity } = options;
  const free = Array.from({ length: slots }, (_, position) => slots - 1 - position);
  const rotation = new Rotation<Waiter>();
  const serviceTime = new ServiceTime();
  let closedBy: TuneloopError | undefined;

  function createSlot(turn: Turn<Waiter>, index: number, since: number): Slot {
    const startedAt = performance.now();
    let released = false;
    rotation.begin(turn);
    const release = (): void => {
      if (released) return;
      released = true;
      rotation.end(turn);
      serviceTime.observe(performance.now() - startedAt);
      const next = rotation.next();
      if (next) next.waiter.admit(index);
      else free.push(index);
    };
    return { index, waitedMs: startedAt - since, release, [Symbol.dispose]: release };
  }

  function busy(reason: string, requests: number): TuneloopError {
    const retryAfterSeconds = serviceTime.secondsFor(Math.max(1, requests), slots);
    return new TuneloopError('BUSY', `${reason} Try again in ${retryAfterSeconds} s.`, {
      details: { retryAfterSeconds, queueLimit: limit },
    });
  }

  /** Errors: `BUSY`, unless one more of `turn` may wait. */
  function makeRoom(turn: Turn<Waiter>): void {
    const ahead = rotation.ahead(turn);
    if (serviceTime.millisecondsFor(ahead + 1, slots) > maxWaitMs) {
      const seconds = Math.ceil(maxWaitMs / 1000);
      throw busy(`The wait for one of the ${slots} slots would be longer than ${seconds} s.`, ahead + 1);
    }
    if (rotation.waiting < limit) return;
    const displaced = limit > 0 ? rotation.makeRoomFor(turn) : undefined;
    const message = `All ${slots} slots are taken and ${limit} requests wait already.`;
    if (!displaced) throw busy(message, rotation.waiting);
    displaced.reject(busy(`${message} This one made room for a client that has fewer.`, rotation.waiting));
  }

  function wait(turn: Turn<Waiter>, signal: AbortSignal | undefined): Promise<Slot> {
    return new Promise((resolve, reject) => {
      const since = performance.now();
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', leave);
      };
      const node = rotation.enqueue(turn, {
        admit(index) {
          settle();
          resolve(createSlot(turn, index, since));
        },
        reject(error) {
          settle();
          reject(error);
        },
      });
      const giveUp = (error: TuneloopError): void => {
        rotation.dequeue(turn, node);
        node.value.reject(error);
      };
      const leave = (): void => giveUp(TuneloopError.from(signal?.reason, 'ABORTED'));
      const expire = (): void => {
        const seconds = Math.ceil(maxWaitMs / 1000);
        giveUp(busy(`No slot became free within ${seconds} s.`, rotation.waiting));
      };
      const timer = maxWaitMs === Infinity ? undefined : setTimeout(expire, maxWaitMs).unref();
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  return {
    get active() {
      return slots - free.length;
    },
    get queued() {
      return rotation.waiting;
    },
    get state() {
      const expectedMs = serviceTime.millisecondsFor(rotation.aheadOfNewcomer + 1, slots);
      return {
        isFull: free.length === 0 && (rotation.waiting >= limit || expectedMs > maxWaitMs),
        retryAfterSeconds: serviceTime.secondsFor(Math.max(1, rotation.waiting), slots),
      };
    },
    async acquire({ owner, signal } = {}) {
      throwIfAborted(signal);
      if (closedBy) throw closedBy;
      const turn = rotation.turnOf(owner);
      const index = free.pop();
      if (index !== undefined) return createSlot(turn, index, performance.now());
      makeRoom(turn);
      const slot = await wait(turn, signal);
      if (!signal?.aborted) return slot;
      // The abort that freed this slot aborts this request as well.
      slot.release();
      throw TuneloopError.from(signal.reason, 'ABORTED');
    },
    close(error) {
      closedBy = error;
      for (let next = rotation.next(); next; next = rotation.next()) next.waiter.reject(error);
    },
  };
}

function checkOptions({ slots, limit, maxWaitMs = 1 }: FairQueueOptions): void {
  const check = (name: string, value: number, minimum: number): void => {
    if (Number.isInteger(value) && value >= minimum) return;
    const message = `The ${name} must be a whole number from ${minimum}, not ${value}.`;
    throw new TuneloopError('INVALID_REQUEST', message);
  };
  check('number of slots', slots, 1);
  check('queue limit', limit, 0);
  check('longest wait', maxWaitMs, 1);
}
