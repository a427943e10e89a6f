import { createServer } from 'node:net';
import type { Examination } from './check.ts';
import { withoutBrackets } from '../network-addresses.ts';

async function bindFailure(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  server.listen({ host: withoutBrackets(host), port }, () => server.close(() => resolve(undefined)));
  return promise;
}

export const port: Examination = {
  name: 'Port',
  async run({ config: { server } }) {
    const name = 'Port';
    const failure = await bindFailure(server.host, server.port);
    if (failure === undefined) return [{ name, status: 'ok', detail: `${server.port} on ${server.host} is free` }];
    if (failure === 'EADDRINUSE') {
      const detail = `${server.port} on ${server.host} is in use, perhaps by a Tuneloop that runs already`;
      return [
        { name, status: 'warn', detail, advice: 'Stop that program, or choose another port with PORT or --port.' },
      ];
    }
    const detail = `cannot listen on ${server.host}:${server.port} (${failure})`;
    return [{ name, status: 'fail', detail, advice: 'Correct HOST and PORT (server.host, server.port).' }];
  },
};
