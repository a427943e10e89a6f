import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { sendError } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import type { RequestHandler } from 'express';

const headerName = 'x-tuneloop-via';
/** Servers that a request may pass through. */
const maxHops = 8;

export interface LoopGuard {
  /** Refuses a request that has been here before, and remembers the way of the others while they are answered. */
  middleware: RequestHandler;
  /** What a request to an upstream carries: the way so far, and this server. */
  headers: () => Record<string, string>;
}

/** Finds out when upstreams lead in a circle, also over several servers and under any name. */
export function createLoopGuard(): LoopGuard {
  const self = randomUUID();
  const way = new AsyncLocalStorage<readonly string[]>();
  return {
    middleware: (request, response, next) => {
      const value = request.headers[headerName];
      const hops = (Array.isArray(value) ? value.join(',') : (value ?? ''))
        .split(',')
        .map((hop) => hop.trim())
        .filter((hop) => hop !== '');
      if (hops.includes(self) || hops.length > maxHops) {
        const message =
          'The upstreams of this server lead back to it. Check runtime.upstreams and OPENAI_API_BASE_URL.';
        sendError(response, new TuneloopError('INVALID_REQUEST', message, { details: { hops: hops.length } }));
        return;
      }
      way.run(hops, next);
    },
    headers: () => ({ [headerName]: [...(way.getStore() ?? []), self].join(', ') }),
  };
}
