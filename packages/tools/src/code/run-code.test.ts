import { afterAll, expect, it, vi } from 'vitest';
import { runTool } from '../execution/run-tool.ts';
import { createToolPolicy } from '../policy/default-policy.ts';
import { judge } from '../policy/judge.ts';
import { createCodeSandbox } from './code-sandbox.ts';
import { createRunCodeTool } from './run-code.ts';

vi.setConfig({ testTimeout: 20_000 });
const sandbox = createCodeSandbox({ spareIdleMs: 0 });
afterAll(() => sandbox[Symbol.asyncDispose]());
const tool = createRunCodeTool(sandbox);
const policy = createToolPolicy({ effects: { code: 'allow' }, code: { timeoutMs: 300 } });

it('gives the fields of the result', async () => {
  const args = { language: 'javascript', code: 'print("x"); 6 * 7' };
  await expect(runTool(tool, args, { policy })).resolves.toStrictEqual({
    status: 'success',
    stdout: 'x\n',
    stderr: '',
    result: 42,
    duration_ms: expect.any(Number),
  });
});

it('tells the model how a program failed, and what it printed until then', async () => {
  const code = 'console.log("one"); console.warn("two"); for (;;);';
  await expect(runTool(tool, { language: 'javascript', code }, { policy })).resolves.toStrictEqual({
    status: 'error',
    error:
      'The program did not end within 300 ms and was stopped.\n\nStandard output until then:\none\n\n\nStandard error until then:\ntwo\n',
  });
});

it('asks a person by default', () => {
  expect(judge(tool, { language: 'python', code: '1' }, createToolPolicy())).toMatchObject({ decision: 'ask' });
});

it('knows no other language', async () => {
  await expect(runTool(tool, { language: 'bash', code: 'id' }, { policy })).resolves.toMatchObject({ status: 'error' });
});
