import express, { type Express } from 'express';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { createModelProvider } from '../src/models/create-model-provider.ts';
import { createOpenAIRouter } from '../src/router/create-router.ts';
import type { OpenAIRouterOptions } from '../src/router/router-options.ts';
import { createStubModel, type StubModel } from './stub-model.ts';

export interface PostOptions {
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface TestServer extends AsyncDisposable {
  url: string;
  port: number;
  model: StubModel;
  server: Server;
  post(path: string, body: unknown, init?: PostOptions): Promise<Response>;
  /** Sends `text` as it is, and resolves with all that comes back once the server is silent or has closed. */
  raw(text: string | Uint8Array): Promise<string>;
  socket(): Socket;
}

export async function startServer(
  options: Partial<OpenAIRouterOptions> & { model?: StubModel; prefix?: string; app?: (app: Express) => void } = {},
): Promise<TestServer> {
  const { model = createStubModel(), prefix = '/', app: prepare, ...routerOptions } = options;
  const app = express();
  prepare?.(app);
  app.use(prefix, createOpenAIRouter({ models: createModelProvider([model]), ...routerOptions }));
  return listen(app, model);
}

export async function listen(app: Express, model: StubModel = createStubModel()): Promise<TestServer> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const socket = (): Socket => connect(port, '127.0.0.1');
  // An answer that nobody holds is broken off whenever its garbage is collected.
  const answers: Response[] = [];
  return {
    url,
    port,
    model,
    server,
    socket,
    post: async (path, body, init = {}) => {
      const answer = await fetch(url + path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
        headers: { 'content-type': 'application/json', ...init.headers },
      });
      answers.push(answer);
      return answer;
    },
    raw: async (input) => {
      const connection = socket();
      let received = '';
      connection.setEncoding('utf8').on('data', (chunk: string) => {
        received += chunk;
        connection.setTimeout(300);
      });
      connection.on('error', () => undefined);
      // A busy machine keeps the first bytes waiting.
      connection.setTimeout(5000, () => connection.destroy());
      connection.write(input);
      await once(connection, 'close');
      return received;
    },
    [Symbol.asyncDispose]: async () => {
      answers.length = 0;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The data of each event of a stream. */
export async function readEvents(response: Response): Promise<string[]> {
  const received = await response.text();
  return received
    .split('\n\n')
    .filter((block) => block.startsWith('data: '))
    .map((block) => block.slice('data: '.length));
}
