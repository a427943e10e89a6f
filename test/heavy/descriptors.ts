/**
 * A server that may open few files (`prlimit --nofile`), with more connections than that: it has to stay, to refuse
 * cleanly, and to serve again when they are gone. Linux alone.
 *
 *     node --conditions=@tuneloop/source test/heavy/descriptors.ts [--limit 96] [--connections 200]
 *
 * Exits with 1 when something did not hold.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../../packages/runtime/src/remote/llama-server/free-port.ts';
import { ask, writes } from './disks/writes.ts';
import { CountingClient, type Answer } from './room/counting-client.ts';
import { Ledger } from './room/ledger.ts';
import { openDescriptors } from './room/processes.ts';
import { createServerProcess } from './room/server-process.ts';

const { values } = parseArgs({
  options: { limit: { type: 'string', default: '96' }, connections: { type: 'string', default: '200' } },
});
const key = 'descriptors-admin-key';
const folder = await mkdtemp(join(tmpdir(), 'tuneloop-descriptors-'));
const port = await freePort();
const server = createServerProcess({
  engine: 'scripted',
  folder,
  port,
  env: { API_KEY: key },
  wrapper: ['prlimit', `--nofile=${values.limit}`],
});
const problems: string[] = [];
await server.start();
const client = new CountingClient({ url: server.url, key, ledger: new Ledger(), limitMs: 10_000 });
// What stays open (databases, the log) is opened.
await ask(client);
console.log(`${openDescriptors(server.pid)} of ${values.limit} descriptors without a load`);

const sockets: Socket[] = [];
for (let count = 0; count < Number(values.connections); count++) {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  sockets.push(socket);
  await Promise.race([once(socket, 'connect').catch(() => undefined), sleep(50)]);
}
await sleep(500);
console.log(`${openDescriptors(server.pid)} with ${values.connections} idle connections`);

const outcomes: string[] = [];
const outcomeOf = (work: Promise<Answer>): Promise<string> =>
  work.then(
    ({ status }) => String(status),
    (error: Error) => error.message.replace(/^.*: /, ''),
  );
// These are among the first: they were taken before the limit was reached, so that writing meets it.
for (const [name, write] of Object.entries(writes)) outcomes.push(`${name}: ${await outcomeOf(write(client))}`);
outcomes.push(`an answer: ${await outcomeOf(ask(client))}`);
console.log(outcomes.join('\n'));
if (outcomes.some((outcome) => outcome.endsWith(' 500'))) problems.push('a request got 500');
if (!server.isRunning) problems.push(`the server ended: ${JSON.stringify(server.exit)}`);

for (const socket of sockets) socket.destroy();
await sleep(1000);
for (const [name, write] of Object.entries({ 'an answer': ask, ...writes })) {
  const outcome = await outcomeOf(write(client));
  // There is no such adapter here.
  if (!outcome.startsWith('2') && name !== 'a promotion') problems.push(`afterwards, ${name}: ${outcome}`);
}
console.log(`${openDescriptors(server.pid)} afterwards`);
await server.kill('SIGTERM');
if (server.exit?.code !== 0) problems.push(`SIGTERM ended it with ${JSON.stringify(server.exit)}`);
for (const problem of problems) console.log(problem);
if (problems.length === 0) await rm(folder, { recursive: true, force: true });
else console.log(`kept for inspection: ${folder}`);
console.log(problems.length === 0 ? 'Everything held.' : 'Not everything held.');
process.exit(problems.length === 0 ? 0 : 1);
