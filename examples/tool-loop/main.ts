// A tool of one's own beside a ready one, the loop that runs them over any OpenAI client, and the policy that says what
// they may do. The engine's answers are scripted.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textOf, type GenerateRequest } from '@tuneloop/protocol';
import { createFileTools, createToolPolicy, type ToolAuditRecord } from '@tuneloop/tools';
import OpenAI from 'openai';
import { startScriptedServer } from '../scripted-server.ts';
import { currentTime } from './current-time.ts';
import { runTools } from './run-tools.ts';

function lastContent({ prompt }: GenerateRequest): string {
  return prompt.type === 'messages' ? textOf(prompt.messages.at(-1)?.content ?? '') : '';
}

const call = (name: string, args: unknown) => ({ steps: [{ toolCall: { name, arguments: args } }] });

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tuneloop-example-')));
writeFileSync(join(folder, 'notes.txt'), 'buy milk');

await using server = await startScriptedServer({
  replies: [
    // As models do, it first gets the arguments wrong, sees the error, and tries again.
    call('current_time', { timeZone: 'Atlantis' }),
    call('current_time', { timeZone: 'Europe/Zurich' }),
    (request) => `The tool said ${lastContent(request)}`,
    // Or wants what it may not have.
    call('read_file', { path: '/etc/passwd' }),
    call('delete_file', { path: join(folder, 'notes.txt') }),
    call('read_file', { path: join(folder, 'notes.txt') }),
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

// Ready tools, in one folder only. Nobody is there to be asked, so what needs a person does not happen.
const records: ToolAuditRecord[] = [];
const policy = createToolPolicy({ files: { allowedRoots: [folder] } });
const said = await runTools(client, [{ role: 'user', content: 'What is in my notes?' }], createFileTools(), {
  policy,
  audit: (record) => records.push(record),
});
console.log('Answer:', said);
for (const { tool, verdict, outcome } of records) console.log(tool, verdict.decision, outcome);

assert.equal(said, 'The tool said {"status":"success","content":"buy milk","lines":1}');
assert.deepEqual(
  records.map(({ tool, verdict: { decision }, outcome }) => [tool, decision, outcome]),
  [
    ['read_file', 'deny', 'denied'],
    ['delete_file', 'ask', 'denied'],
    ['read_file', 'allow', 'success'],
  ],
);
assert.ok(existsSync(join(folder, 'notes.txt')));
rmSync(folder, { recursive: true });
