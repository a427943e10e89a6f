/** From answers that people correct over the API to the rows that the loop trains on. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFolder } from '@tuneloop/lora';
import { createModelProvider, createOpenAIRouter } from '@tuneloop/openai-server';
import { collectFromLog } from '@tuneloop/platform';
import { createRecorder, openInteractionLog } from '@tuneloop/rlhf';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import express from 'express';

const folder = await mkdtemp(join(tmpdir(), 'learn-'));
await using log = openInteractionLog({ folder: join(folder, 'log') });
const recorder = createRecorder({ log, privacy: 'full' });
await using model = await createScriptedEngine({ replies: 'I do not know.' }).load({ id: 'parrot' });
const server = express()
  .use(
    createOpenAIRouter({
      models: createModelProvider([model]),
      eventSinks: [recorder],
      interactions: recorder.log,
    }),
  )
  .listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;

async function post<T>(path: string, body: object): Promise<T> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${url}/${path}`, init);
  assert.equal(response.status, 200);
  return (await response.json()) as T;
}

const facts = { 'Who keeps the lighthouse?': 'Ottilie Vance.', 'Who rows the boat?': 'Her brother, Aurel.' };
for (const [content, correction] of Object.entries(facts)) {
  const { id } = await post<{ id: string }>('chat/completions', { messages: [{ role: 'user', content }] });
  await post(`interactions/${id}/ratings`, { thumb: 'down', correction });
}

const collected = await collectFromLog({
  log,
  method: 'dpo',
  folder: runFolder(join(folder, 'run_1')),
  minRatings: 2,
  asOf: new Date().toISOString(),
});
console.log(`${collected.ratings} ratings became ${collected.rows} rows for dpo:`);
const lines = (await readFile(collected.file, 'utf8')).trim().split('\n');
const pairs = lines.map((line) => JSON.parse(line) as Record<'chosen' | 'rejected', { content: string }[]>);
for (const { chosen, rejected } of pairs)
  console.log(`  ${chosen[0]?.content}   rather than   ${rejected[0]?.content}`);
assert.deepEqual(new Set(pairs.map(({ chosen }) => chosen[0]?.content)), new Set(Object.values(facts)));
assert.ok(pairs.every(({ rejected }) => rejected[0]?.content === 'I do not know.'));

server.close();
server.closeAllConnections();
await rm(folder, { recursive: true, force: true });
