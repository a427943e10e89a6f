import type { EventSink, TuneloopError } from '@tuneloop/protocol';
import type { RetryOptions } from './backoff.ts';
import type { SpoolCounts } from './spool.ts';

/** Of the spool in front of a receiver in the network. */
export interface NetworkSinkOptions {
  /** Where what is not delivered yet lies, made when it is missing. Only its owner can read what is made here. */
  folder: string;
  /** Of what is kept, in bytes; beyond that the oldest records are dropped. Default 256 MiB. */
  maxBytes?: number | undefined;
  /** How long a record may wait for others to be sent with it, in ms. Default 500. */
  delayMs?: number | undefined;
  /** How long closing may take to deliver what is left, in ms. Default 2 s. The rest is delivered after the next start. */
  closeMs?: number | undefined;
  /** Between tries, after a failure. */
  retry?: RetryOptions | undefined;
  /** Told once when deliveries begin to fail, and of what is given up. */
  onProblem?: ((problem: TuneloopError) => void) | undefined;
}

/** A sink with a spool of its own in front of a receiver in the network. */
export interface NetworkSink extends EventSink, AsyncDisposable {
  /** Resolves when all that was written by now is delivered or given up. Errors: `ABORTED`, also when it is closed. */
  drained(options?: { signal?: AbortSignal | undefined }): Promise<void>;
  counts(): SpoolCounts;
}
