// LangChain against Tuneloop: an answer, a stream, a chain with a prompt, embeddings.
import assert from 'node:assert/strict';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { startScriptedServer } from '../scripted-server.ts';

await using server = await startScriptedServer();
const connection = { apiKey: 'none', configuration: { baseURL: server.baseURL } };
const model = new ChatOpenAI({ ...connection, model: 'default' });

const answer = await model.invoke('Good morning');
console.log('Answer:', answer.text);
assert.equal(answer.text, 'You said: Good morning');

let streamed = '';
for await (const chunk of await model.stream('One two three')) streamed += chunk.text;
console.log('Streamed:', streamed);
assert.equal(streamed, 'You said: One two three');

const prompt = ChatPromptTemplate.fromMessages([
  ['system', 'You translate into {language}.'],
  ['human', '{text}'],
]);
const translated = await prompt
  .pipe(model)
  .pipe(new StringOutputParser())
  .invoke({ language: 'French', text: 'bread' });
console.log('Chain:', translated);
assert.equal(translated, 'You said: bread');

const embeddings = new OpenAIEmbeddings({ ...connection, model: 'default' });
const vectors = await embeddings.embedDocuments(['a cat', 'a dog']);
console.log('Embeddings:', vectors.length, 'of', vectors[0]?.length, 'numbers');
assert.equal(vectors.length, 2);
