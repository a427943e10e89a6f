import { describe, expect, it } from 'vitest';
import { codePolicySchema } from './code-policy.ts';
import { createCodeSandbox } from './code-sandbox.ts';

const policy = codePolicySchema.parse(undefined);
const never = new AbortController().signal;
const javascript = (code: string) => ({ language: 'javascript', code }) as const;

describe('createCodeSandbox', { timeout: 20_000 }, () => {
  it('runs as many programs at the same time as it may, and the others in their order', async () => {
    await using sandbox = createCodeSandbox({ concurrency: 1, spareIdleMs: 0 });
    const ended: number[] = [];
    const runs = [1, 2, 3].map(async (number) => {
      await sandbox.run(javascript(`${number}`), policy, never);
      ended.push(number);
    });
    const controller = new AbortController();
    const waiting = sandbox.run(javascript('4'), policy, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toThrow(expect.objectContaining({ code: 'ABORTED' }));
    await Promise.all(runs);
    expect(ended).toStrictEqual([1, 2, 3]);
  });

  it('keeps a world ready, but not one that was started under another policy', async () => {
    await using sandbox = createCodeSandbox();
    await sandbox.run(javascript('1'), policy, never);
    const small = { ...policy, maxOutputBytes: 3 };
    await expect(sandbox.run(javascript('print("12345")'), small, never)).resolves.toMatchObject({
      stdout: '123\n[cut after 3 bytes]',
    });
  });

  it('gives up on a language that does not start', async () => {
    await using sandbox = createCodeSandbox({ startTimeoutMs: 1, spareIdleMs: 0 });
    await expect(sandbox.run(javascript('1'), policy, never)).rejects.toThrow(
      expect.objectContaining({ code: 'TIMEOUT' }),
    );
  });

  it('says how to add Python where it is missing', async () => {
    await using sandbox = createCodeSandbox({ pyodideFolder: import.meta.dirname });
    await expect(sandbox.run({ language: 'python', code: '1' }, policy, never)).rejects.toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED', message: expect.stringContaining('npm install pyodide') }),
    );
  });

  it('refuses options that make no sense', () => {
    expect(() => createCodeSandbox({ concurrency: 0 })).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});
