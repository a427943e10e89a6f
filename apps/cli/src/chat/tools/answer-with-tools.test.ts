import { expect, test } from 'vitest';
import { createScriptedEngine, type ScriptedReply } from '@tuneloop/runtime/scripted';
import type { GenerateRequest, ToolExecutor } from '@tuneloop/protocol';
import type { AnswerEvent } from '../chat-model.ts';
import { answerWithTools } from './answer-with-tools.ts';
import type { Approve } from './approval.ts';

const effects = { reads: true, writes: true, network: false, destructive: false, idempotent: true };
const executor: ToolExecutor = {
  list: () => [{ name: 'add', parameters: { type: 'object' }, effects }],
  judge: () => ({ decision: 'ask', reason: 'it adds' }),
  execute: async (call, { approved }) => {
    return approved ? { status: 'success', given: call.arguments } : { status: 'error', error: 'nobody agreed' };
  },
};

const add: ScriptedReply = { steps: [{ toolCall: { name: 'add', arguments: { a: 1 }, id: 'c1' } }] };

async function run(approve: Approve, ...replies: ScriptedReply[]): Promise<AnswerEvent[]> {
  await using model = await createScriptedEngine({ replies }).load({ id: 'scripted' });
  const events: AnswerEvent[] = [];
  const request: GenerateRequest = { prompt: { type: 'messages', messages: [{ role: 'user', content: 'Add' }] } };
  for await (const event of answerWithTools(model, request, { executor, approve, maxIterations: 1 })) {
    if (event.type !== 'text-delta') events.push(event);
  }
  return events;
}

const call = { id: 'c1', name: 'add', arguments: '{"a":1}' };

test('a call is shown, asked for and run', async () => {
  const asked: unknown[] = [];
  const approve: Approve = async (pending) => {
    asked.push(pending);
    return 'approve';
  };
  expect(await run(approve, add, 'Done.')).toMatchObject([
    { type: 'tool-call', call },
    { type: 'tool-result', call, result: { status: 'success', given: { a: 1 } } },
    { type: 'notice', text: expect.stringContaining('without them') as string },
    { type: 'generation-end', finishReason: 'stop' },
  ]);
  expect(asked).toMatchObject([{ name: 'add', arguments: '{"a":1}', reason: 'it adds', effects }]);
});

test('a refused call does not run', async () => {
  const events = await run(async () => ({ refuse: 'wrong sum' }), add, 'Then not.');
  const result = { status: 'error', error: expect.stringContaining('They say: "wrong sum"') as string };
  expect(events[1]).toMatchObject({ type: 'tool-result', result });
});
