/** Takes whatever OTLP sends, in a process of its own; started by `fork`, tells its address, and how much it took at the end. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const taken = { traces: 0, metrics: 0, bytes: 0 };
async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  taken.bytes += (await buffer(request)).length;
  if (request.url === '/v1/traces') taken.traces += 1;
  if (request.url === '/v1/metrics') taken.metrics += 1;
  response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
}
const server = createServer((request, response) => void take(request, response));
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.on('message', () => process.send?.(taken));
process.once('disconnect', () => process.exit(0));
