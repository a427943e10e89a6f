// One engine over two servers: conversations keep to their server, and when one dies the other takes over.
import assert from 'node:assert/strict';
import type { GenerateRequest } from '@tuneloop/protocol';
import { createRemoteEngine } from '@tuneloop/runtime/remote';
import { startScriptedServer } from '../scripted-server.ts';

const first = await startScriptedServer({ replies: 'I am the first server.' });
await using second = await startScriptedServer({ replies: 'I am the second server.' });

const engine = createRemoteEngine({
  upstreams: [{ url: first.baseURL }, { url: second.baseURL }],
  onUpstreamChange: ({ upstream, healthy }) => console.log(upstream, healthy ? 'is back' : 'is gone'),
});
await using model = await engine.load({ id: 'scripted' });

async function ask(request: GenerateRequest): Promise<string> {
  let answer = '';
  for await (const event of model.generate(request)) if (event.type === 'text-delta') answer += event.text;
  return answer;
}

const people = Array.from({ length: 24 }, (_, place) => `person ${place + 1}`);
const conversation = (name: string): GenerateRequest => ({
  prompt: { type: 'messages', messages: [{ role: 'user', content: `I am ${name}. Who are you?` }] },
});

const answers = new Map<string, string>();
for (const name of people) answers.set(name, await ask(conversation(name)));
console.log(Object.fromEntries(answers));
assert.equal(new Set(answers.values()).size, 2, 'the conversations are shared out');
for (const name of people) assert.equal(await ask(conversation(name)), answers.get(name), 'each keeps to its server');

await first[Symbol.asyncDispose]();
for (const name of people) assert.equal(await ask(conversation(name)), 'I am the second server.');
console.log('The second server answers for both.');
