import type { TuneloopError } from '@tuneloop/protocol';
import type { RetryOptions } from './backoff.ts';
import type { Deliver } from './deliver-each.ts';

export interface SpoolOptions<T> {
  /** Where what is not delivered yet lies, made when it is missing. Only its owner can read what is made here. */
  folder: string;
  /** Of what is kept, in bytes; beyond that the oldest items are dropped. Default 256 MiB. */
  maxBytes?: number | undefined;
  /** Sends items on, one call at a time, in the order in which they came. */
  deliver: Deliver<T>;
  /** At most so many items a call. Default 100. */
  batchItems?: number | undefined;
  /** How long an item may wait for others to come with it, in ms. Default 500. */
  delayMs?: number | undefined;
  /** Between tries, after a failure. */
  retry?: RetryOptions | undefined;
  /** How long closing may take to deliver what is left, in ms. Default 2 s. The rest is delivered after the next start. */
  closeMs?: number | undefined;
  /** For people, in problems: `Langfuse`. */
  receiver: string;
  /** Told once when deliveries begin to fail, when items are dropped or refused, and when the disk is full. */
  onProblem?: ((problem: TuneloopError) => void) | undefined;
}

export interface SpoolCounts {
  /** Acknowledged by the receiver, since this process began. */
  delivered: number;
  /** Given up since there was no room. */
  dropped: number;
  /** Given up since the receiver never takes them. */
  refused: number;
  /** Could not be written, or not be read again. */
  lost: number;
  /** Not delivered yet, on the disk, in bytes. */
  waitingBytes: number;
}

/**
 * A queue on the disk in front of a receiver that may be slow or away. An item that was added survives the end of the
 * process, however that comes, and is delivered at least once: receivers must know an item again by its id.
 */
export interface Spool<T> extends AsyncDisposable {
  /** Never throws, and never waits for the receiver. `item` is written as JSON. */
  add(item: T): void;
  /** Resolves when all that was added by now is delivered or given up. Errors: `ABORTED`, also when it is closed. */
  drained(options?: { signal?: AbortSignal | undefined }): Promise<void>;
  counts(): SpoolCounts;
}
