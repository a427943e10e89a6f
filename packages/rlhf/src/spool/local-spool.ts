import { TuneloopError, throwIfAborted } from '@tuneloop/protocol';
import { explainFileError } from '../log/log-error.ts';
import type { WriterClaim } from '../log/writer-claim.ts';
import { backoffMs } from './backoff.ts';
import { claimFolder } from './claim-folder.ts';
import { readCursor, writeCursor, type Cursor } from './cursor.ts';
import { deliverEach } from './deliver-each.ts';
import { readBatch, type Batch } from './read-batch.ts';
import type { Segment } from './segment-files.ts';
import { SegmentWriter } from './segment-writer.ts';
import type { Spool, SpoolCounts, SpoolOptions } from './spool.ts';

const defaultMaxBytes = 256 * 1024 ** 2;
const largestSegment = 1024 ** 2;
const batchBytes = 1024 ** 2;
const defaultBatchItems = 100;
const defaultDelayMs = 500;
const defaultCloseMs = 2000;

export class LocalSpool<T> implements Spool<T> {
  readonly #options: SpoolOptions<T>;
  readonly #folder: string;
  readonly #claim: WriterClaim;
  readonly #writer: SegmentWriter;
  readonly #counts: Omit<SpoolCounts, 'waitingBytes'> = { delivered: 0, dropped: 0, refused: 0, lost: 0 };
  readonly #stopping = new AbortController();
  /** What has been told of, until it is over. */
  readonly #told = new Set<'write' | 'drop' | 'deliver'>();
  #cursor: Cursor;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isClosed = false;
  #waiting: PromiseWithResolvers<void>[] = [];

  constructor(options: SpoolOptions<T>) {
    const { folder, maxBytes = defaultMaxBytes } = options;
    this.#options = options;
    const { claim, own } = claimFolder(folder);
    this.#claim = claim;
    this.#folder = own;
    this.#cursor = readCursor(own);
    this.#writer = new SegmentWriter(
      {
        folder: own,
        maxBytes,
        segmentBytes: Math.min(largestSegment, Math.ceil(maxBytes / 8)),
        deliveredOf: (segment) => this.#offsetIn(segment),
        onDropped: (lines) => this.#drop(lines),
      },
      this.#cursor.segment,
    );
    if (this.#writer.segments.length > 0) this.#schedule(0);
  }

  add(item: T): void {
    if (this.#isClosed) {
      this.#counts.lost += 1;
      return;
    }
    try {
      this.#writer.append(JSON.stringify(item));
      this.#told.delete('write');
    } catch (error) {
      this.#counts.lost += 1;
      this.#tell('write', explainFileError(error, this.#folder));
    }
    // After a failure it is the timer of the next try that runs.
    this.#schedule(this.#options.delayMs ?? defaultDelayMs);
  }

  counts(): SpoolCounts {
    let waitingBytes = 0;
    for (const { number, size } of this.#writer.segments) {
      if (number >= this.#cursor.segment) waitingBytes += size - this.#offsetIn(number);
    }
    return { ...this.#counts, waitingBytes };
  }

  async drained({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    throwIfAborted(signal);
    if (this.#isEmpty()) return;
    if (this.#isClosed) throw closed();
    const waiting = Promise.withResolvers<void>();
    const abort = (): void => waiting.reject(TuneloopError.from(signal?.reason, 'ABORTED'));
    signal?.addEventListener('abort', abort, { once: true });
    this.#waiting.push(waiting);
    if (this.#failures === 0) this.#hurry();
    try {
      await waiting.promise;
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const deadline = setTimeout(() => this.#stopping.abort(), this.#options.closeMs ?? defaultCloseMs);
    clearTimeout(this.#timer);
    await this.#running;
    // A receiver that was away a moment ago is not tried again.
    if (this.#failures === 0 && !this.#stopping.signal.aborted) await this.#deliverAll();
    clearTimeout(deadline);
    this.#stopping.abort();
    for (const { reject } of this.#waiting.splice(0)) reject(closed());
    this.#writer.seal();
    this.#claim.release();
  }

  #schedule(delayMs: number): void {
    if (this.#isClosed || this.#running || this.#timer) return;
    this.#timer = setTimeout(() => this.#run(), delayMs).unref();
  }

  #hurry(): void {
    if (this.#isClosed || this.#running) return;
    clearTimeout(this.#timer);
    this.#run();
  }

  #run(): void {
    this.#timer = undefined;
    this.#running = this.#deliverAll().finally(() => {
      this.#running = undefined;
      if (this.#failures > 0) return;
      if (!this.#isEmpty()) this.#schedule(this.#options.delayMs ?? defaultDelayMs);
    });
  }

  /** Until there is nothing left, or it fails; never throws. */
  async #deliverAll(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      while (!signal.aborted) {
        const segment = this.#current();
        if (!segment) break;
        await this.#deliverFrom(segment);
        this.#failures = 0;
        this.#told.delete('deliver');
        this.#told.delete('drop');
      }
      if (this.#isEmpty()) for (const { resolve } of this.#waiting.splice(0)) resolve();
    } catch (error) {
      if (signal.aborted) return;
      this.#retryLater(TuneloopError.from(error));
    }
  }

  /** The oldest segment that has something to deliver; those before it are removed. */
  #current(): Segment | undefined {
    for (const segment of this.#writer.segments.slice()) {
      if (segment.number < this.#cursor.segment) this.#writer.remove(segment);
      else if (this.#offsetIn(segment.number) < segment.size) return segment;
      else if (!this.#writer.isOpen(segment)) this.#writer.remove(segment);
    }
    return undefined;
  }

  async #deliverFrom(segment: Segment): Promise<void> {
    const offset = this.#offsetIn(segment.number);
    const { deliver, batchItems = defaultBatchItems } = this.#options;
    let batch: Batch;
    try {
      batch = await readBatch(segment, offset, { items: batchItems, bytes: batchBytes });
    } catch (error) {
      // It was dropped meanwhile, to make room.
      if (!this.#writer.segments.includes(segment)) return;
      throw explainFileError(error, segment.path);
    }
    this.#counts.lost += batch.unreadable;
    let refused = 0;
    await deliverEach(batch.items as T[], deliver, this.#stopping.signal, (_item, error) => {
      refused += 1;
      this.#refuse(error);
    });
    this.#counts.delivered += batch.items.length - refused;
    // Half a line at the end of what nobody writes to any more: its writer was killed before it was acknowledged.
    const end = batch.end === offset && !this.#writer.isOpen(segment) ? segment.size : batch.end;
    this.#cursor = { segment: segment.number, offset: end };
    writeCursor(this.#folder, this.#cursor);
  }

  #offsetIn(segment: number): number {
    return segment === this.#cursor.segment ? this.#cursor.offset : 0;
  }

  #isEmpty(): boolean {
    return this.#current() === undefined;
  }

  #retryLater(failure: TuneloopError): void {
    this.#failures += 1;
    const { receiver, retry = {} } = this.#options;
    const { retryAfterMs } = failure.details;
    const message = `${receiver} does not take what happens: ${failure.message} It is kept in ${this.#folder}, and tried again.`;
    this.#tell('deliver', new TuneloopError(failure.code, message, { details: failure.details, cause: failure }));
    const wanted = typeof retryAfterMs === 'number' ? retryAfterMs : 0;
    this.#timer = this.#isClosed
      ? undefined
      : setTimeout(() => this.#run(), backoffMs(this.#failures, retry, wanted)).unref();
  }

  #refuse(error: TuneloopError): void {
    this.#counts.refused += 1;
    const message = `${this.#options.receiver} refuses a record for good, which is left out there: ${error.message}`;
    this.#options.onProblem?.(new TuneloopError(error.code, message, { details: error.details, cause: error }));
  }

  #drop(lines: number): void {
    this.#counts.dropped += lines;
    const { receiver } = this.#options;
    const message = `There is no more room for what ${receiver} has not taken yet: the oldest records are left out there, ${this.#counts.dropped} so far. See to it that it can be reached.`;
    const details = { dropped: this.#counts.dropped, folder: this.#folder };
    this.#tell('drop', new TuneloopError('RESOURCE_EXHAUSTED', message, { details }));
  }

  #tell(what: 'write' | 'drop' | 'deliver', problem: TuneloopError): void {
    if (!this.#told.has(what)) this.#options.onProblem?.(problem);
    this.#told.add(what);
  }
}

function closed(): TuneloopError {
  return new TuneloopError('ABORTED', 'The spool is closed. What is left is delivered when it is opened again.');
}
