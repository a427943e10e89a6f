// OpenAI's API as a part of somebody's own express app: under a prefix, behind the app's own keys.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Interaction } from '@tuneloop/protocol';
import { createModelProvider, createOpenAIRouter, createStaticKeyAuthenticator } from '@tuneloop/openai-server';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import express from 'express';

// With weights: createLlamaCppEngine() of @tuneloop/runtime/llama-cpp, and the `path` of a .gguf file.
await using model = await createScriptedEngine().load({ id: 'parrot' });

const interactions: Interaction[] = [];
const app = express();
app.get('/', (_request, response) => response.send('An app of my own.'));
app.use(
  '/llm',
  createOpenAIRouter({
    models: createModelProvider([model]),
    authenticate: createStaticKeyAuthenticator('secret', { id: 'team-a' }),
    eventSinks: [{ write: (record) => record.type === 'interaction' && interactions.push(record.interaction) }],
  }),
);

const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const chat = (key: string): Promise<Response> =>
  fetch(`${url}/llm/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Good morning' }] }),
  });

const answered = await chat('secret');
const answer = (await answered.json()) as { choices: { message: { content: string } }[] };
console.log('Answer:', answer.choices[0]?.message.content);
assert.equal(answer.choices[0]?.message.content, 'You said: Good morning');

const refused = await chat('wrong');
const refusal = (await refused.json()) as { error: { code: string } };
console.log('Wrong key:', refused.status, refusal.error.code);
assert.equal(refused.status, 401);

assert.equal(await (await fetch(url)).text(), 'An app of my own.');
console.log(
  'Log:',
  interactions.map(({ owner, usage }) => ({ owner, tokens: usage?.completionTokens })),
);
assert.deepEqual(
  interactions.map(({ owner }) => owner),
  ['team-a'],
);

server.close();
server.closeAllConnections();
