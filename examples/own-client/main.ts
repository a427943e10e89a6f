// A client of one's own, without a library: see stream-chat.ts.
import assert from 'node:assert/strict';
import { startScriptedServer } from '../scripted-server.ts';
import { streamChat } from './stream-chat.ts';

await using server = await startScriptedServer({
  replies: [
    'Grüße aus Zürich 👋, and good night.',
    'This one is stopped before its end.',
    { steps: [{ text: 'Well, ' }, { error: new Error('The engine broke.') }] },
  ],
  tokensPerSecond: 100,
});
const question = [{ role: 'user' as const, content: 'Say something.' }];

let answer = '';
for await (const piece of streamChat(server.baseURL, question)) answer += piece;
console.log('Answer:', answer);
assert.equal(answer, 'Grüße aus Zürich 👋, and good night.');

const controller = new AbortController();
const cancelled = (async () => {
  for await (const piece of streamChat(server.baseURL, question, { signal: controller.signal })) {
    console.log('Cancelled after:', piece);
    controller.abort();
  }
})();
await assert.rejects(cancelled, { name: 'AbortError' });

const broken = (async () => {
  for await (const piece of streamChat(server.baseURL, question)) console.log('Before the error:', piece);
})();
await assert.rejects(broken, /failed to answer this request/);

const unknown = streamChat(server.baseURL, question, { model: 'none' }).next();
await assert.rejects(unknown, /^Error: 404: .*model_not_found/s);
console.log('Errors are errors.');
