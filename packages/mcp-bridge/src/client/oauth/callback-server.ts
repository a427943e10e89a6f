import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TuneloopError } from '@tuneloop/protocol';

/** Waits on this machine for the browser to come back from a login. */
export interface CallbackServer extends AsyncDisposable {
  /** Where the browser is to come back to. */
  readonly url: string;
  /**
   * What the browser brought, once; whatever does not have this `state` is refused and waited on.
   *
   * Errors: `ABORTED`.
   */
  wait(state: string, signal: AbortSignal): Promise<URLSearchParams>;
}

const path = '/callback';

/** On the loopback interface alone. Errors: `RESOURCE_EXHAUSTED` (port in use). */
export async function startCallbackServer(port = 0): Promise<CallbackServer> {
  let expected: { state: string; resolve: (params: URLSearchParams) => void } | undefined;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const isAnswer = request.method === 'GET' && url.pathname === path;
    const isOurs = isAnswer && expected !== undefined && url.searchParams.get('state') === expected.state;
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    response.setHeader('cache-control', 'no-store');
    response.setHeader('connection', 'close');
    response.statusCode = isOurs ? 200 : isAnswer ? 400 : 404;
    response.end(
      isOurs ? 'Thank you. You can close this page and go back to the terminal.\n' : 'Nothing to see here.\n',
    );
    if (!isOurs) return;
    expected?.resolve(url.searchParams);
    expected = undefined;
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: unknown) => {
    const message = `Port ${port} of this machine is in use. Choose another "oauth.redirectPort", or leave it out.`;
    throw new TuneloopError('RESOURCE_EXHAUSTED', message, { cause: error });
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    wait: (state, signal) =>
      new Promise((resolve, reject) => {
        const abort = (): void => reject(TuneloopError.from(signal.reason, 'ABORTED'));
        signal.addEventListener('abort', abort, { once: true });
        if (signal.aborted) abort();
        expected = {
          state,
          resolve: (params) => {
            signal.removeEventListener('abort', abort);
            resolve(params);
          },
        };
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
