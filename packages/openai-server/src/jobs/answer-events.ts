import type { JobEventsOptions } from '@tuneloop/protocol';
import { accessOf, jobIdOf, type JobCall } from './answer-jobs.ts';
import { encodeJobEvent, encodeJobGraphEvent, lastGraphEvent } from './job-wire.ts';
import { streamJobEvents, type SentJobEvent } from './stream-job-events.ts';

/** `GET /v1/jobs/{id}/events`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export function answerEvents(call: JobCall): Promise<void> {
  return streamJobEvents(call, async () => {
    const { id, endedAt, lastEvent } = await accessOf(call).get(jobIdOf(call.request));
    async function* events(options: JobEventsOptions): AsyncGenerator<SentJobEvent> {
      for await (const event of call.options.queue.events(id, options)) {
        yield { position: event.position, type: event.type, body: encodeJobEvent(event) };
      }
    }
    return { hasEnded: endedAt !== undefined, lastEvent, events };
  });
}

/** `GET /v1/jobs/graphs/{id}/events`. Errors: `NOT_FOUND`, `INVALID_REQUEST`. */
export function answerGraphEvents(call: JobCall): Promise<void> {
  return streamJobEvents(call, async () => {
    const { id, jobs } = await accessOf(call).getGraph(jobIdOf(call.request));
    async function* events(options: JobEventsOptions): AsyncGenerator<SentJobEvent> {
      for await (const event of call.options.queue.graphEvents(id, options)) {
        yield { position: event.position, type: event.event.type, body: encodeJobGraphEvent(event) };
      }
    }
    const hasEnded = jobs.every(({ endedAt }) => endedAt !== undefined);
    return { hasEnded, lastEvent: lastGraphEvent(jobs), events };
  });
}
