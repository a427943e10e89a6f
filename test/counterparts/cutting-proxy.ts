import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What a proxy does with a request: passes it on; cuts the connection before or after that; answers with an error. */
export type Treatment = 'pass' | 'cut-before' | 'cut-after' | number;

/** A proxy on loopback in front of a server, which treats requests as `treat` says. */
export class CuttingProxy implements AsyncDisposable {
  treat: (method: string, path: string) => Treatment = () => 'pass';
  readonly #server = createServer((incoming, outgoing) => void this.#handle(incoming, outgoing));
  readonly #target: string;

  constructor(target: string) {
    this.#target = target;
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = incoming;
    const treatment = this.treat(method, url);
    const body = await buffer(incoming);
    if (treatment === 'cut-before') incoming.socket.destroy();
    else if (typeof treatment === 'number') outgoing.writeHead(treatment).end('{"detail": "The proxy fails"}');
    else {
      const answer = await this.#pass(incoming, body);
      const content = await buffer(answer);
      if (treatment === 'cut-after') incoming.socket.destroy();
      else outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(content);
    }
  }

  async #pass({ method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    const target = new URL(url ?? '/', this.#target);
    const passed = request(target, { method, headers: { ...headers, host: target.host }, agent: false });
    passed.end(body);
    const [answer] = (await once(passed, 'response')) as [IncomingMessage];
    return answer;
  }
}
