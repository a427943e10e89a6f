import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';

/** Sends items on. Throws `INVALID_REQUEST` when the receiver will never take one of them, and anything else to try again. */
export type Deliver<T> = (items: T[], options: { signal: AbortSignal }) => Promise<void>;

/** What would fail again in the same way: the receiver's refusal, or a defect of ours. */
const hopeless: ReadonlySet<string> = new Set(['INVALID_REQUEST', 'INTERNAL']);

/**
 * Delivers all items. Where the receiver refuses them for good, halves of them are tried, so that only what it really refuses
 * is left out; `onRefused` is told of each of these.
 */
export async function deliverEach<T>(
  items: T[],
  deliver: Deliver<T>,
  signal: AbortSignal,
  onRefused: (item: T, error: TuneloopError) => void,
): Promise<void> {
  if (items.length === 0) return;
  throwIfAborted(signal);
  try {
    await deliver(items, { signal });
  } catch (error) {
    throwIfAborted(signal);
    const failure = TuneloopError.from(error);
    if (!hopeless.has(failure.code)) throw failure;
    if (items.length === 1) {
      onRefused(items[0]!, failure);
      return;
    }
    const middle = Math.ceil(items.length / 2);
    await deliverEach(items.slice(0, middle), deliver, signal, onRefused);
    await deliverEach(items.slice(middle), deliver, signal, onRefused);
  }
}
