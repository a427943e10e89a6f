import type { OpenTransport } from './connection.ts';
import { serveCore } from './serve-core.ts';

/** A core in this process, for embedders who want no second one. The process should run with UV_THREADPOOL_SIZE=1. */
export const openInProcessTransport: OpenTransport = (handlers) => {
  const receive = serveCore((message) => handlers.message(message));
  return { processId: undefined, send: receive, terminate: () => undefined };
};
