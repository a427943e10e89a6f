import type { LoadCore } from '../hosted-core.ts';
import type { OpenTransport } from './connection.ts';
import { serveCore } from './serve-core.ts';

/** A core in this process, for embedders who want no second one. */
export function inProcessTransport<Options extends object>(load: LoadCore<Options>): OpenTransport {
  return (handlers) => {
    const receive = serveCore(load, (message) => handlers.message(message));
    return { processId: undefined, send: receive, terminate: () => undefined };
  };
}
