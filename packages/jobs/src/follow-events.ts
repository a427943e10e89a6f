import { throwIfAborted, type JobEvent, type JobEventsOptions } from '@tuneloop/protocol';
import type { ChangeSignal } from './change-signal.ts';
import { isEnded } from './job-row.ts';
import type { JobTable } from './job-table.ts';

/** Events in memory for each reader, at most. */
const batchSize = 100;

/** How long an event of another process may stay unseen, in ms. */
const pollMs = 1000;

/** Reads the store and nothing else: a reader costs one batch of memory, however slow it is. */
export async function* followEvents(
  table: JobTable,
  changes: ChangeSignal,
  id: string,
  { after = 0, signal }: JobEventsOptions,
): AsyncGenerator<JobEvent, void, undefined> {
  let position = after;
  for (;;) {
    throwIfAborted(signal);
    // Read before the events: what ends the job meanwhile is among them or in the next round.
    const { job } = table.get(id);
    const events = table.events(id, position, batchSize);
    for (const event of events) {
      throwIfAborted(signal);
      position = event.position;
      yield event;
    }
    if (events.length > 0) continue;
    if (isEnded(job)) return;
    await changes.wait(id, pollMs, signal);
  }
}
