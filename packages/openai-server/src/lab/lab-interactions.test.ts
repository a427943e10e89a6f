import { expect, test } from 'vitest';
import { createInteractionSink } from '../../test/interaction-sink.ts';
import { ask, readStream, startLab } from '../../test/lab-rig.ts';
import { createTestExecutor } from '../../test/test-executor.ts';
import { calls } from '../../test/tool-loop-rig.ts';
import type { LabAnswer } from './chat/lab-event.ts';

const tools = createTestExecutor({
  look: { run: () => ({ status: 'success', seen: true }) },
  erase: { decision: 'ask', run: () => ({ status: 'success' }) },
});

test('the steps of a turn have ids of their own, and its answer the one that the client gets', async () => {
  const sink = createInteractionSink();
  const replies = [calls(['look', {}, 'l1']), calls(['look', {}, 'l2']), 'Seen.'];
  const lab = await startLab({ replies, tools, router: { eventSinks: [sink] } });
  const stream = await lab.call('POST', '/chat', { ...ask('Look'), enable_tools: true, stream: true });
  const events = await readStream(stream);
  const { id } = events.at(-1) as unknown as LabAnswer;
  expect(events[0]).toMatchObject({ type: 'start', id });
  expect(sink.interactions.map((each) => [each.id, each.request, each.step])).toEqual([
    [`${id}.g0.c0`, id, 0],
    [`${id}.g1.c0`, id, 1],
    [id, id, 2],
  ]);
  expect(sink.interactions[0]?.output?.toolCalls).toMatchObject([{ id: 'l1', name: 'look' }]);
});

test('its conversation and turn are told', async () => {
  const sink = createInteractionSink();
  const lab = await startLab({ router: { eventSinks: [sink] } });
  for (const content of ['one', 'two']) await lab.chat({ ...ask(content), conversation_id: 'talk' });
  expect(sink.interactions.map(({ conversation, turn }) => [conversation, turn])).toEqual([
    ['talk', 0],
    ['talk', 1],
  ]);
});

test('a turn that waited for people stays one request', async () => {
  const sink = createInteractionSink();
  const replies = [calls(['erase', {}, 'e1']), 'Gone.'];
  const lab = await startLab({ replies, tools, router: { eventSinks: [sink] } });
  const { id, pending } = await lab.chat({ ...ask('Erase it'), enable_tools: true, approvals: 'pause' });
  const path = `/lab/conversations/default/turns/${pending!.turn_id}`;
  const resumed = (await (await lab.call('POST', path, { decisions: { e1: 'approve' } })).json()) as LabAnswer;
  expect(resumed).toMatchObject({ id, response: 'Gone.' });
  expect(sink.interactions.map((each) => [each.id, each.step, each.turn])).toEqual([
    [`${id}.g0.c0`, 0, 0],
    [id, 1, 0],
  ]);
});

test('a turn that begins anew has no answer to rate', async () => {
  const lab = await startLab();
  expect(await lab.chat({ messages: [] })).toMatchObject({ id: null, response: '' });
});
