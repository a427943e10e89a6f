import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createModelProvider } from '../src/models/create-model-provider.ts';
import { attachWebSocket, type AttachedWebSocket } from '../src/websocket/attach-websocket.ts';
import type { WebSocketOptions } from '../src/websocket/options.ts';
import { createStubModel, type StubModel } from './stub-model.ts';

export interface WebSocketRig {
  server: Server;
  port: number;
  url: string;
  model: StubModel;
  attached: AttachedWebSocket;
}

export async function startWebSocketRig(
  options: Partial<WebSocketOptions> & { model?: StubModel } = {},
): Promise<WebSocketRig> {
  const { model = createStubModel(), ...rest } = options;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString())).on('end', () => response.end(`plain ${body}`));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const attached = attachWebSocket(server, { models: createModelProvider([model]), ...rest });
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    await attached.close({ drainMs: 0 });
    server.closeAllConnections();
    server.close();
  });
  return { server, port, url: `ws://127.0.0.1:${port}/v1/ws`, model, attached };
}

export type SocketMessage = { type: string; id?: string; job?: string } & Record<string, unknown>;

export class SocketClient {
  readonly socket: WebSocket;
  readonly messages: SocketMessage[] = [];
  closeCode: number | undefined;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers });
    this.socket.on('message', (data: Buffer) => this.messages.push(JSON.parse(data.toString()) as SocketMessage));
    this.socket.on('close', (code: number) => (this.closeCode = code));
    this.socket.on('error', () => undefined);
    onTestFinished(() => this.socket.terminate());
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async next(matches: (message: SocketMessage) => boolean): Promise<SocketMessage> {
    return vi.waitFor(
      () => {
        const found = this.messages.find(matches);
        if (!found) throw new Error(`Not among ${JSON.stringify(this.messages)}`);
        return found;
      },
      { timeout: 5000, interval: 5 },
    );
  }

  ready(): Promise<SocketMessage> {
    return this.next(({ type }) => type === 'ready');
  }

  ended(id: string): Promise<SocketMessage> {
    return this.next((one) => one.id === id && ['done', 'error', 'cancelled'].includes(one.type));
  }

  closed(): Promise<number> {
    return vi.waitFor(() => {
      if (this.closeCode === undefined) throw new Error('open');
      return this.closeCode;
    }, 5000);
  }
}

export async function openClient(url: string, headers?: Record<string, string>): Promise<SocketClient> {
  const client = new SocketClient(url, headers);
  await client.ready();
  return client;
}

export const hello: object = { messages: [{ role: 'user', content: 'Hi' }] };
export const generateMessage = (id: string, request: object = hello): object => ({ type: 'generate', id, request });
