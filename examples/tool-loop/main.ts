// A tool of the `Tool` contract, and a loop that runs it, over any OpenAI client. The engine's answers are scripted.
import assert from 'node:assert/strict';
import { textOf, type GenerateRequest } from '@tuneloop/protocol';
import OpenAI from 'openai';
import { startScriptedServer } from '../scripted-server.ts';
import { currentTime } from './current-time.ts';
import { runTools } from './run-tools.ts';

function lastContent({ prompt }: GenerateRequest): string {
  return prompt.type === 'messages' ? textOf(prompt.messages.at(-1)?.content ?? '') : '';
}

const callWith = (args: unknown) => ({ steps: [{ toolCall: { name: 'current_time', arguments: args } }] });

await using server = await startScriptedServer({
  replies: [
    // As models do, it first gets the arguments wrong, sees the error, and tries again.
    callWith({ timeZone: 'Atlantis' }),
    callWith({ timeZone: 'Europe/Zurich' }),
    (request) => `The tool said ${lastContent(request)}`,
  ],
});
const client = new OpenAI({ baseURL: server.baseURL, apiKey: 'none' });
const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'How late is it in Zurich?' }];

const answer = await runTools(client, messages, [currentTime], { signal: AbortSignal.timeout(10_000) });
for (const message of messages) console.log(message.role, JSON.stringify(message.content));
console.log('Answer:', answer);

assert.deepEqual(
  messages.map(({ role }) => role),
  ['user', 'assistant', 'tool', 'assistant', 'tool'],
);
assert.match(JSON.stringify(messages[2]), /There is no time zone/);
assert.match(answer, /^The tool said \{"status":"success","time":"\d\d:\d\d"\}$/);
