// A conversation that the server keeps, and a tool call that waits for a human, over a restart.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePausedTurn, resumeToolLoop, runToolLoop, type PausedTurn } from '@tuneloop/openai-server';
import type { LoadedModel, Message } from '@tuneloop/protocol';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { createConversationStore, createTurnStore, openStore } from '@tuneloop/store';
import { createFileTools, createToolExecutor, createToolPolicy } from '@tuneloop/tools';

const folder = mkdtempSync(join(tmpdir(), 'tuneloop-example-'));
const path = join(folder, 'talk.sqlite');
const note = join(folder, 'note.txt');

// Reading is allowed, writing needs a human; nothing outside of the folder is touched.
const policy = createToolPolicy({ files: { allowedRoots: [folder] } });
const executor = createToolExecutor({ tools: createFileTools(), policy });

// With weights: createLlamaCppEngine() of @tuneloop/runtime/llama-cpp, and the `path` of a .gguf file.
const writes = { name: 'write_file', arguments: { path: note, lines: ['Feed the parrot.'] }, id: 'call_1' };
const replies = [{ steps: [{ toolCall: writes }] }, 'I have written it down.'];
const load = (script: typeof replies): Promise<LoadedModel> =>
  createScriptedEngine({ replies: script }).load({ id: 'parrot' });

const question: Message = { role: 'user', content: 'Remind me to feed the parrot.' };
let waiting: PausedTurn | undefined;
{
  await using model = await load(replies);
  using store = openStore({ path });
  const conversations = createConversationStore(store);
  await conversations.open('ada', 'reminders');
  await conversations.append('ada', 'reminders', [question]);
  const request = { prompt: { type: 'messages' as const, messages: [question] }, owner: 'ada' };
  for await (const event of runToolLoop(model, request, { executor, approvals: 'pause' })) {
    if (event.type !== 'approval-needed') continue;
    waiting = event.turn;
    const [call] = waiting.pending;
    console.log(`May ${call?.name} run? ${call?.reason}`);
    await createTurnStore(store).put('ada', { id: waiting.id, conversation: 'reminders', state: waiting });
  }
}
assert.ok(waiting, 'the turn waits');

// Another process, later: somebody agrees.
{
  await using model = await load(replies.slice(1));
  using store = openStore({ path });
  const turn = parsePausedTurn((await createTurnStore(store).take('ada', waiting.id)).state);
  const conversations = createConversationStore(store);
  for await (const event of resumeToolLoop(model, turn, { executor, decisions: { call_1: 'approve' } })) {
    if (event.type === 'tool-result') console.log('Result:', event.result);
    if (event.type === 'turn-end') await conversations.append('ada', 'reminders', event.messages);
  }
  const history = await conversations.messages('ada', 'reminders');
  const roles = history.map(({ message }) => message.role);
  console.log('Kept:', roles.join(', '));
  assert.deepEqual(roles, ['user', 'assistant', 'tool', 'assistant']);
  assert.match(JSON.stringify(history[2]?.message.content), /bytes_written/);
  assert.equal(history.at(-1)?.message.content, 'I have written it down.');
}
rmSync(folder, { recursive: true });
