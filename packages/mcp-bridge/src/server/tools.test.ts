import { describe, expect, test, vi } from 'vitest';
import { startMcp } from '../../test/http-rig.ts';
import { testExecutor, testTool, type TestExecutor } from '../../test/test-executor.ts';
import { createMcpServer } from './create-mcp-server.ts';

const modern = { versionNegotiation: { mode: { pin: '2026-07-28' } } } as const;
const eras = [
  ['with sessions (2025)', {}],
  ['without (2026)', modern],
] as const;

const add = testTool(
  'add',
  async (args) => {
    const { a, b } = args as { a: number; b: number };
    return { status: 'success', sum: a + b };
  },
  {
    parameters: {
      type: 'object',
      properties: { a: { type: 'number' }, b: { type: 'number' } },
      required: ['a', 'b'],
    },
  },
);
const fail = testTool('fail', async () => ({ status: 'error', error: 'the disk is full' }));

const serve = (executor: TestExecutor) => startMcp({ server: createMcpServer({ executor, version: '1.2.3' }) });

describe.each(eras)('%s', (_, era) => {
  test('tools are listed with annotations, and their results are structured and text', async () => {
    const remove = testTool('remove', async () => ({ status: 'success' }), {
      effects: { reads: false, writes: true, network: true, destructive: true, idempotent: true },
    });
    await using rig = await serve(testExecutor([add, remove]));
    const client = await rig.client(era);
    expect(client.getServerVersion()).toMatchObject({ name: 'tuneloop', version: '1.2.3' });
    const { tools } = await client.listTools();
    expect(tools.map(({ name, annotations }) => [name, annotations])).toEqual([
      ['add', { readOnlyHint: true, openWorldHint: false }],
      ['remove', { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true }],
    ]);
    expect(tools[0]).toMatchObject({ description: 'The tool add.', inputSchema: { required: ['a', 'b'] } });
    const result = await client.callTool({ name: 'add', arguments: { a: 2, b: 3 } });
    expect(result.structuredContent).toEqual({ status: 'success', sum: 5 });
    expect(result.content).toEqual([{ type: 'text', text: '{"status":"success","sum":5}' }]);
    expect(result.isError ?? false).toBe(false);
  });

  test('a failing tool is a result, an unknown tool is a protocol error', async () => {
    await using rig = await serve(testExecutor([add, fail]));
    const client = await rig.client(era);
    const failed = await client.callTool({ name: 'fail', arguments: {} });
    expect(failed).toMatchObject({ isError: true, content: [{ type: 'text', text: 'the disk is full' }] });
    await expect(client.callTool({ name: 'none', arguments: {} })).rejects.toMatchObject({
      code: -32_602,
      message: expect.stringContaining('"none"') as string,
    });
  });

  test('a defect of a tool does not show its message', async () => {
    const broken = testTool('broken', () => Promise.reject(new Error('secret path')));
    await using rig = await serve(testExecutor([broken]));
    const client = await rig.client(era);
    const result = await client.callTool({ name: 'broken', arguments: {} });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  test('progress reaches a client that wants it, and never goes backwards', async () => {
    const slow = testTool('slow', async (_args, { onProgress }) => {
      onProgress?.({ completed: 1, total: 3, message: 'one' });
      onProgress?.({ completed: 1, total: 3 });
      onProgress?.({ completed: 3, total: 3 });
      return { status: 'success' };
    });
    await using rig = await serve(testExecutor([slow]));
    const client = await rig.client(era);
    const seen: unknown[] = [];
    await client.callTool({ name: 'slow', arguments: {} }, { onprogress: (progress) => seen.push(progress) });
    expect(seen).toEqual([
      { progress: 1, total: 3, message: 'one' },
      { progress: 3, total: 3 },
    ]);
    await expect(client.callTool({ name: 'slow', arguments: {} })).resolves.toBeDefined();
  });

  test('cancelling a call aborts the tool', async () => {
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    const { promise: aborted, resolve: abort } = Promise.withResolvers<void>();
    const endless = testTool('endless', (_args, { signal }) => {
      start();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          abort();
          reject(signal.reason as Error);
        });
      });
    });
    await using rig = await serve(testExecutor([endless]));
    const client = await rig.client(era);
    const controller = new AbortController();
    const call = client.callTool({ name: 'endless', arguments: {} }, { signal: controller.signal });
    await started;
    controller.abort();
    await expect(call).rejects.toThrow(/abort/i);
    await aborted;
  });

  test('a change of the tools is announced', async () => {
    const executor = testExecutor([add]);
    await using rig = await serve(executor);
    const seen: string[][] = [];
    const onChanged = (_error: unknown, tools: { name: string }[] | null): void =>
      void seen.push((tools ?? []).map(({ name }) => name));
    const client = await rig.client({ ...era, listChanged: { tools: { onChanged, debounceMs: 10 } } });
    await client.listTools();
    // A session's stream opens some time after the handshake, and what is announced before is not heard.
    const announce = (): void => {
      executor.setTools([add, fail]);
      expect(seen.at(-1)).toEqual(['add', 'fail']);
    };
    await vi.waitFor(announce, { timeout: 5000, interval: 200 });
  });

  describe('a call that the policy asks for', () => {
    const asking = () =>
      testExecutor([add], () => ({ decision: 'ask', reason: 'It writes; set tools.policy.write to "allow".' }));
    const call = { name: 'add', arguments: { a: 1, b: 1 } };

    test.each([
      ['agrees', { action: 'accept', content: { approve: true } }, true],
      ['unticks it', { action: 'accept', content: { approve: false } }, false],
      ['declines', { action: 'decline' }, false],
      ['goes away', { action: 'cancel' }, false],
    ] as const)('is put to the person at the client, who %s', async (_what, answer, expected) => {
      const executor = asking();
      await using rig = await serve(executor);
      const client = await rig.client({ ...era, capabilities: { elicitation: { form: {} } } });
      const questions: string[] = [];
      client.setRequestHandler('elicitation/create', async ({ params }) => {
        questions.push(params.message);
        return { ...answer };
      });
      const result = await client.callTool(call);
      expect(questions).toEqual([expect.stringContaining('"add"')]);
      expect(result.isError ?? false).toBe(!expected);
      expect(executor.calls).toEqual(
        expected ? [{ name: 'add', arguments: { a: 1, b: 1 }, owner: 'anonymous', approved: true }] : [],
      );
    });

    test('is refused where the client cannot ask, and says what to change', async () => {
      const executor = asking();
      await using rig = await serve(executor);
      const client = await rig.client(era);
      const result = await client.callTool(call);
      expect(result.isError).toBe(true);
      expect(JSON.stringify(result.content)).toContain('tools.policy.write');
      expect(executor.calls).toEqual([]);
    });
  });
});

test('a server that would offer nothing is refused', () => {
  expect(() => createMcpServer({})).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }) as Error);
});
