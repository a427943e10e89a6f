// OpenAI's own client against Tuneloop: a whole answer, a stream, cancelling, embeddings, an error.
import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { startScriptedServer } from '../scripted-server.ts';

const words = 'The sky is blue because air scatters short waves more than long ones.';
await using server = await startScriptedServer({ replies: words, tokensPerSecond: 100 });

// Without an API key on the server any text will do as the key; the client insists on one.
const client = new OpenAI({ baseURL: server.baseURL, apiKey: 'none' });
const messages = [{ role: 'user' as const, content: 'Why is the sky blue?' }];

const answer = await client.chat.completions.create({ model: 'default', messages });
console.log('Answer:', answer.choices[0]?.message.content);
assert.equal(answer.choices[0]?.message.content, words);
assert.equal(answer.choices[0]?.finish_reason, 'stop');

let streamed = '';
const stream = await client.chat.completions.create({ model: 'default', messages, stream: true });
for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? '';
console.log('Streamed:', streamed);
assert.equal(streamed, words);

// Leaving the loop closes the connection, and the server stops generating.
let begun = '';
for await (const chunk of await client.chat.completions.create({ model: 'default', messages, stream: true })) {
  begun += chunk.choices[0]?.delta.content ?? '';
  if (begun.length > 10) break;
}
console.log('Cancelled after:', begun);
assert.ok(begun.length > 10 && begun.length < words.length);

const { data } = await client.embeddings.create({ model: 'default', input: ['a cat', 'a dog'] });
console.log('Embeddings:', data.length, 'of', data[0]?.embedding.length, 'numbers');
assert.equal(data.length, 2);

const failure = await client.chat.completions.create({ model: 'gpt-none', messages }).catch((error: unknown) => error);
assert.ok(failure instanceof OpenAI.NotFoundError);
console.log('Unknown model:', failure.status, failure.code);
assert.equal(failure.code, 'model_not_found');
