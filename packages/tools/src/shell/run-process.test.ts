import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { runProcess, type ProcessOptions, type ProcessOutcome } from './run-process.ts';

const run = async (script: string, options: Partial<ProcessOptions> = {}): Promise<ProcessOutcome> =>
  runProcess(['/bin/sh', '-c', script], {
    cwd: tmpdir(),
    env: { PATH: '/usr/bin:/bin' },
    timeoutMs: 10_000,
    maxOutputBytes: 1000,
    signal: new AbortController().signal,
    ...options,
  });

it.skipIf(process.platform === 'win32')(
  'gives what a program prints, its exit code and nothing of our environment',
  async () => {
    await expect(run('echo out; echo err >&2; env | grep -c HOME; exit 3')).resolves.toEqual({
      stdout: 'out\n0\n',
      stderr: 'err\n',
      exitCode: 3,
      durationMs: expect.any(Number) as number,
      timedOut: false,
    });
  },
);

it.skipIf(process.platform === 'win32')(
  'keeps the beginning of what is too long, and cuts no character in two',
  async () => {
    const { stdout, exitCode } = await run('i=0; while [ $i -lt 2000 ]; do echo aé; i=$((i+1)); done', {
      maxOutputBytes: 2,
    });
    expect(stdout).toBe('a\n[cut after 2 bytes]');
    expect(exitCode).toBe(0);
  },
);

it.skipIf(process.platform === 'win32')(
  'kills a program with all that it started, at its time limit and when cancelled',
  async () => {
    const start = performance.now();
    await expect(run('echo begun; sleep 60 & sleep 60', { timeoutMs: 100 })).resolves.toMatchObject({
      stdout: 'begun\n',
      exitCode: 137,
      timedOut: true,
    });
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 100);
    await expect(run('sleep 60 & sleep 60', { signal: cancel.signal })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(performance.now() - start).toBeLessThan(10_000);
  },
);

it('says that a program cannot be started', async () => {
  const options = { cwd: tmpdir(), env: {}, timeoutMs: 1000, maxOutputBytes: 10, signal: AbortSignal.timeout(1000) };
  await expect(runProcess(['/no/such/program'], options)).rejects.toMatchObject({
    code: 'TOOL_FAILED',
    message: expect.stringContaining('/no/such/program') as string,
  });
});
