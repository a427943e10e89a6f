import { basename, isAbsolute } from 'node:path';
import { encodeError, type ErrorBody, type EventTopic } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import type { ModelPool, PoolEvent } from '@tuneloop/runtime';
import { publicReason } from './model-state.ts';

/** What happens to the models of a pool, as `/v1/ws` tells it under the topic `models`. */
export function modelTopic(pool: ModelPool): EventTopic {
  const nameOf = (id: string): string => {
    // Where a model's file lies is nobody's concern.
    const known = pool.get(id)?.source?.id ?? id;
    return isAbsolute(known) ? basename(known) : known;
  };
  return { scope: 'chat', watch: (listener) => pool.watch((event) => listener(encode(event, nameOf))) };
}

function encode(event: PoolEvent, nameOf: (id: string) => string): Record<string, unknown> {
  const base = { type: event.type, model: nameOf(event.id) };
  switch (event.type) {
    case 'progress':
      return { ...base, progress: event.progress };
    case 'ready':
      return { ...base, context_size: event.info.contextSize, slots: event.info.slots };
    case 'draining':
      return { ...base, reason: event.reason, active_requests: event.activeRequests };
    case 'unloaded':
      return { ...base, reason: event.reason };
    case 'failed':
      return { ...base, ...failure(event.error), retry_at: event.retryAt && Math.ceil(event.retryAt.getTime() / 1000) };
    case 'default':
      return { ...base, previous: event.previous && nameOf(event.previous) };
    case 'loading':
    default:
      return base;
  }
}

function failure(error: TuneloopError): ErrorBody {
  return encodeError(new TuneloopError(error.code, publicReason(error), { retryable: error.retryable })).body;
}
