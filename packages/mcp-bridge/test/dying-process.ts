import { createInterface } from 'node:readline';

// An MCP server over stdio that is killed in its handshake: when it is asked for the method that it is given, or right
// after its answer to `initialize` with `answered`.
const moment = process.argv[2];
const die = (): void => void process.kill(process.pid, 'SIGKILL');

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line) as { id: number; method: string; params: object };
  if (method === moment) die();
  if (method !== 'initialize') return;
  const result = { capabilities: { tools: {} }, serverInfo: { name: 'dying', version: '1' } };
  const answer = { jsonrpc: '2.0', id, result: { ...params, ...result } };
  process.stdout.write(`${JSON.stringify(answer)}\n`, () => {
    if (moment === 'answered') die();
  });
});
