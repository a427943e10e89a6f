import { LinkedList, type ListNode } from './linked-list.ts';

/** An owner of requests that wait or are active, there as long as it has any. */
export interface Turn<W> {
  readonly owner: string | undefined;
  readonly waiters: LinkedList<W>;
  waiting: number;
  active: number;
}

/** Whose request is next: of the owners that wait, one with the fewest active requests, and among these the one that waits longest for its turn. */
export class Rotation<W> {
  readonly #turns = new Map<string | undefined, Turn<W>>();
  /** Those that wait, whose turn comes first in front. */
  readonly #round = new LinkedList<Turn<W>>();
  readonly #places = new Map<Turn<W>, ListNode<Turn<W>>>();
  #waiting = 0;

  get waiting(): number {
    return this.#waiting;
  }

  turnOf(owner: string | undefined): Turn<W> {
    return this.#turns.get(owner) ?? { owner, waiters: new LinkedList(), waiting: 0, active: 0 };
  }

  enqueue(turn: Turn<W>, waiter: W): ListNode<W> {
    if (turn.waiting === 0) this.#places.set(turn, this.#round.append(turn));
    this.#turns.set(turn.owner, turn);
    turn.waiting += 1;
    this.#waiting += 1;
    return turn.waiters.append(waiter);
  }

  dequeue(turn: Turn<W>, node: ListNode<W>): void {
    turn.waiters.remove(node);
    turn.waiting -= 1;
    this.#waiting -= 1;
    if (turn.waiting === 0) this.#leaveRound(turn);
    this.#forget(turn);
  }

  begin(turn: Turn<W>): void {
    turn.active += 1;
    this.#turns.set(turn.owner, turn);
  }

  end(turn: Turn<W>): void {
    turn.active -= 1;
    this.#forget(turn);
  }

  /** Takes the next out of the queue; whose turn it was goes to the end of the round. */
  next(): { turn: Turn<W>; waiter: W } | undefined {
    let turn: Turn<W> | undefined;
    for (const other of this.#round) if (turn === undefined || other.active < turn.active) turn = other;
    const node = turn?.waiters.first;
    if (!turn || !node) return undefined;
    this.#leaveRound(turn);
    this.#places.set(turn, this.#round.append(turn));
    this.dequeue(turn, node);
    return { turn, waiter: node.value };
  }

  /**
   * Takes out the latest of the owner that has most waiting and active, provided that `newcomer` still has fewer with
   * one more: the queue is fairer then.
   */
  makeRoomFor(newcomer: Turn<W>): W | undefined {
    let greediest: Turn<W> | undefined;
    for (const turn of this.#round) if (greediest === undefined || loadOf(turn) > loadOf(greediest)) greediest = turn;
    const node = greediest?.waiters.last;
    if (!greediest || !node || loadOf(greediest) <= loadOf(newcomer) + 1) return undefined;
    this.dequeue(greediest, node);
    return node.value;
  }

  /** How many of those that wait are served before one more of `newcomer`, as far as turns tell. */
  ahead(newcomer: Turn<W>): number {
    let count = 0;
    for (const turn of this.#round) count += Math.min(turn.waiting, newcomer.waiting + (turn === newcomer ? 0 : 1));
    return count;
  }

  /** The same for somebody who has none yet: one of each that waits. */
  get aheadOfNewcomer(): number {
    return this.#places.size;
  }

  #leaveRound(turn: Turn<W>): void {
    const place = this.#places.get(turn);
    if (place) this.#round.remove(place);
    this.#places.delete(turn);
  }

  #forget(turn: Turn<W>): void {
    if (loadOf(turn) === 0) this.#turns.delete(turn.owner);
  }
}

function loadOf(turn: Turn<unknown>): number {
  return turn.waiting + turn.active;
}
