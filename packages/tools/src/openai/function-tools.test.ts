import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createToolPolicy } from '../policy/default-policy.ts';
import { defineTool } from '../tool/define-tool.ts';
import { answerToolCalls, functionTools } from './function-tools.ts';

const log: string[] = [];
const wait = defineTool({
  name: 'wait',
  description: 'Wait',
  parameters: z.strictObject({ ms: z.int().default(0) }),
  effects: { reads: true },
  async run({ ms }) {
    log.push(`+${ms}`);
    await sleep(ms);
    log.push(`-${ms}`);
    return { waited: ms };
  },
});
const put = defineTool({
  name: 'put',
  description: 'Put',
  parameters: z.strictObject({}),
  effects: { writes: true },
  run: () => void log.push('put'),
});
const tools = [wait, put];

const call = (name: string, args: string) => ({
  id: `call_${name}_${args}`,
  type: 'function' as const,
  function: { name, arguments: args },
});

test('tools as OpenAI writes them', () => {
  expect(functionTools([put])).toEqual([
    {
      type: 'function',
      function: {
        name: 'put',
        description: 'Put',
        parameters: { type: 'object', properties: {}, additionalProperties: false },
      },
    },
  ]);
});

test('calls run side by side, their answers stand in their order', async () => {
  const calls = [call('wait', '{"ms":20}'), call('wait', '{"ms":1}'), call('put', '{}'), call('wait', '')];
  const policy = createToolPolicy({ tools: { put: 'allow' } });
  const messages = await answerToolCalls(tools, calls, { policy });
  expect(messages.map(({ role, tool_call_id: id, content }) => [role, id, JSON.parse(content)])).toEqual([
    ['tool', 'call_wait_{"ms":20}', { status: 'success', waited: 20 }],
    ['tool', 'call_wait_{"ms":1}', { status: 'success', waited: 1 }],
    ['tool', 'call_put_{}', { status: 'success' }],
    ['tool', 'call_wait_', { status: 'success', waited: 0 }],
  ]);
  expect(log).toEqual(['+20', '+1', '-1', '-20', 'put', '+0', '-0']);
});

test('eight run at the same time, at most', async () => {
  log.length = 0;
  const messages = await answerToolCalls(
    tools,
    Array.from({ length: 40 }, (_, index) => call('wait', `{"ms":${index % 5}}`)),
  );
  expect(messages).toHaveLength(40);
  let running = 0;
  const loads = log.map((entry) => (running += entry.startsWith('+') ? 1 : -1));
  expect(Math.max(...loads)).toBe(8);
});

test('a person can be asked', async () => {
  const asked: unknown[] = [];
  const approve = ({ tool, verdict }: { tool: { name: string }; verdict: { decision: string } }) => {
    asked.push([tool.name, verdict.decision]);
    return false;
  };
  const [message] = await answerToolCalls(tools, [call('put', '{}')], { approve });
  expect(asked).toEqual([['put', 'ask']]);
  expect(message!.content).toContain('a person refused this call');
});

test('what is no JSON, no tool, or no function call', async () => {
  const calls = [call('wait', '{"ms":'), call('nothing', '{}'), { id: 'x', type: 'custom' }];
  const messages = await answerToolCalls(tools, calls);
  expect(messages.map(({ content }) => JSON.parse(content) as object)).toEqual([
    { status: 'error', error: expect.stringContaining('expected object, received string') },
    { status: 'error', error: 'There is no tool "nothing". There are: wait, put.' },
  ]);
});
