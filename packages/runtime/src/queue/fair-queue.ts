import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { LinkedList, type ListNode } from './linked-list.ts';
import { ServiceTime } from './service-time.ts';

export interface FairQueueOptions {
  /** How many may be active at once; at least 1. */
  slots: number;
  /** How many may wait; 0 refuses whatever cannot start at once. */
  limit: number;
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
 * Lets `slots` requests be active and the others wait: owners take turns, and one owner's requests keep their order,
 * so that nobody's hundred requests hold up somebody else's one. Every operation takes constant time.
 */
export interface FairQueue {
  readonly active: number;
  readonly queued: number;
  /**
   * Rejects with `BUSY` (`details.retryAfterSeconds`, `details.queueLimit`) at once when the queue is full, with
   * `ABORTED` or `TIMEOUT` when `signal` fires, and with the error given to `close`.
   */
  acquire(options?: AcquireOptions): Promise<Slot>;
  /** Rejects those that wait and all that come later with `error`. Active slots stay valid. */
  close(error: TuneloopError): void;
}

interface Waiter {
  turn: Turn;
  since: number;
  admit(index: number): void;
  reject(error: TuneloopError): void;
}

/** An owner in the round, there as long as it has waiters. */
interface Turn {
  name: string | undefined;
  waiters: LinkedList<Waiter>;
}

export function createFairQueue(options: FairQueueOptions): FairQueue {
  const { slots, limit } = options;
  if (!Number.isInteger(slots) || slots < 1) {
    throw new TuneloopError('INVALID_REQUEST', `The number of slots must be a whole number from 1, not ${slots}.`);
  }
  if (!Number.isInteger(limit) || limit < 0) {
    throw new TuneloopError('INVALID_REQUEST', `The queue limit must be a whole number from 0, not ${limit}.`);
  }
  const free = Array.from({ length: slots }, (_, position) => slots - 1 - position);
  const round = new LinkedList<Turn>();
  /** Where in the round an owner is. */
  const places = new Map<string | undefined, ListNode<Turn>>();
  const serviceTime = new ServiceTime();
  let queued = 0;
  let closedBy: TuneloopError | undefined;

  function joinRound(turn: Turn): Turn {
    places.set(turn.name, round.append(turn));
    return turn;
  }

  function leaveRound(turn: Turn): void {
    const place = places.get(turn.name);
    if (place) round.remove(place);
    places.delete(turn.name);
  }

  function enqueue(owner: string | undefined, create: (turn: Turn) => Waiter): ListNode<Waiter> {
    const turn = places.get(owner)?.value ?? joinRound({ name: owner, waiters: new LinkedList() });
    queued += 1;
    return turn.waiters.append(create(turn));
  }

  function dequeue(node: ListNode<Waiter>): Waiter {
    const { turn } = node.value;
    turn.waiters.remove(node);
    queued -= 1;
    if (!turn.waiters.first) leaveRound(turn);
    return node.value;
  }

  /** Whose turn it was goes to the end of the round. */
  function next(): Waiter | undefined {
    const turn = round.first?.value;
    if (!turn?.waiters.first) return undefined;
    leaveRound(turn);
    joinRound(turn);
    return dequeue(turn.waiters.first);
  }

  function createSlot(index: number, since: number): Slot {
    const startedAt = performance.now();
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      serviceTime.observe(performance.now() - startedAt);
      const waiter = next();
      if (waiter) waiter.admit(index);
      else free.push(index);
    };
    return { index, waitedMs: startedAt - since, release, [Symbol.dispose]: release };
  }

  function wait({ owner, signal }: AcquireOptions): Promise<Slot> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        dequeue(node);
        reject(TuneloopError.from(signal?.reason, 'ABORTED'));
      };
      const node = enqueue(owner, (turn) => ({
        turn,
        since: performance.now(),
        admit(index) {
          signal?.removeEventListener('abort', leave);
          resolve(createSlot(index, this.since));
        },
        reject(error) {
          signal?.removeEventListener('abort', leave);
          reject(error);
        },
      }));
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  return {
    get active() {
      return slots - free.length;
    },
    get queued() {
      return queued;
    },
    async acquire(acquireOptions = {}) {
      throwIfAborted(acquireOptions.signal);
      if (closedBy) throw closedBy;
      const index = free.pop();
      if (index !== undefined) return createSlot(index, performance.now());
      if (queued < limit) {
        const slot = await wait(acquireOptions);
        if (!acquireOptions.signal?.aborted) return slot;
        // The abort that freed this slot aborts this request as well.
        slot.release();
        throw TuneloopError.from(acquireOptions.signal.reason, 'ABORTED');
      }
      const retryAfterSeconds = serviceTime.secondsFor(Math.max(1, queued), slots);
      throw new TuneloopError(
        'BUSY',
        `All ${slots} slots are taken and ${limit} requests wait already. Try again in ${retryAfterSeconds} s.`,
        { details: { retryAfterSeconds, queueLimit: limit } },
      );
    },
    close(error) {
      closedBy = error;
      for (let waiter = next(); waiter; waiter = next()) waiter.reject(error);
    },
  };
}
