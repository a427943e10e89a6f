import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { createConversationStore, createTurnStore, openStore } from '@tuneloop/store';
import express from 'express';
import { createLabRouter } from '../src/lab/create-lab-router.ts';
import { createModelProvider } from '../src/models/create-model-provider.ts';

/** Serves the lab's API over a store until it is killed, and says its port. Its answers take for ever after two words. */
const path = process.argv[2];
if (path === undefined) throw new Error('Give the path of the store.');
const store = openStore({ path });
const replies = [
  'Hello Ada.',
  { steps: [{ toolCall: { name: 'look', arguments: {}, id: 'c1' } }] },
  { steps: [{ text: 'I see' }, { delayMs: 600_000 }, { text: ' it.' }] },
];
const model = await createScriptedEngine({ replies }).load({ id: 'scripted' });
const { router } = createLabRouter({
  models: createModelProvider([model]),
  conversations: createConversationStore(store),
  turns: createTurnStore(store),
  tools: {
    list: () => [],
    judge: () => ({ decision: 'allow', reason: '' }),
    execute: async () => ({ status: 'success', seen: true }),
  },
  control: {
    health: async () => ({ status: 'ok', model_key: 'scripted', device: 'cpu', uptime: 0 }),
    models: async () => [],
    device: () => 'cpu',
    shutdown: async () => undefined,
    commands: { layers: { get: async () => 0, advice: '' }, mem: { get: async () => 0, advice: '' } },
  },
});
const server = createServer(express().use(router)).listen(0, '127.0.0.1');
await once(server, 'listening');
process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
