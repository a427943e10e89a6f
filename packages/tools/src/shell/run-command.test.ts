import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runTool } from '../execution/run-tool.ts';
import { createToolPolicy } from '../policy/default-policy.ts';
import { judge } from '../policy/judge.ts';
import type { ToolPolicy } from '../policy/tool-policy.ts';
import { createRunCommandTool } from './run-command.ts';
import { loadSandboxRuntime, type SandboxRuntime } from './sandbox-runtime.ts';
import { createShellSandbox } from './shell-sandbox.ts';

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'tuneloop-shell-')));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs commands as they are: the real sandbox is tried in test/counterparts. */
const noSandbox: SandboxRuntime = {
  folder: '/usr/share',
  missing: async () => [],
  wrap: async (command) => ['/bin/bash', '-c', command],
  tidy: () => undefined,
};
const sandbox = createShellSandbox({ runtime: noSandbox });

/** Without namespaces the limit would count all processes of who runs the tests. */
const everyProcess = { maxProcesses: 1_000_000 };

const policyOf = (shell: Partial<ToolPolicy['shell']> = {}): ToolPolicy =>
  createToolPolicy({
    tools: { run_command: 'allow' },
    files: { allowedRoots: [folder] },
    shell: { ...everyProcess, ...shell },
  });

describe.skipIf(process.platform === 'win32')('run_command', () => {
  const tool = () => createRunCommandTool({ sandbox, currentFolder: folder });

  it('gives what the command printed and how it ended', async () => {
    const command = 'pwd; echo "$HOME $SECRET_OF_THE_SERVER $GREETING" >&2; exit 7';
    vi.stubEnv('SECRET_OF_THE_SERVER', 'secret');
    const policy = policyOf({ environment: { GREETING: 'hello' } });
    await expect(runTool(tool(), { command }, { policy })).resolves.toEqual({
      status: 'success',
      stdout: `${folder}\n`,
      stderr: '/tmp  hello\n',
      exit_code: 7,
      duration_ms: expect.any(Number) as number,
    });
  });

  it('says what a command printed until it was stopped', async () => {
    const policy = policyOf({ timeoutMs: 100 });
    await expect(runTool(tool(), { command: 'echo begun; sleep 60' }, { policy })).resolves.toEqual({
      status: 'error',
      error: 'The command did not end within 100 ms and was stopped.\n\nStandard output until then:\nbegun\n',
    });
  });

  it('bounds files, memory, processes and the command itself', async () => {
    const policy = policyOf({ memoryBytes: 64 * 1024 ** 2, maxProcesses: 60, maxCommandCharacters: 20 });
    await expect(runTool(tool(), { command: 'ulimit -v -c -u' }, { policy })).resolves.toMatchObject({
      // A builtin of the shell, which needs no further process.
      stdout: expect.stringMatching(/65536[^]*\b0\n[^]*\b60\n/) as string,
    });
    await expect(runTool(tool(), { command: `: ${'x'.repeat(20)}` }, { policy })).resolves.toMatchObject({
      error: expect.stringContaining('at most 20 are run') as string,
    });
  });

  it('begins in no folder that the policy does not open', async () => {
    await expect(runTool(tool(), { command: 'pwd', cwd: tmpdir() }, { policy: policyOf() })).resolves.toMatchObject({
      status: 'error',
      error: expect.stringContaining('outside of the allowed folders') as string,
    });
  });

  it('asks a person by default, and even where code and writing are allowed', () => {
    expect(judge(tool(), { command: 'ls' }, createToolPolicy())).toMatchObject({ decision: 'ask' });
    const policy = createToolPolicy({ effects: { code: 'allow', writes: 'allow' } });
    expect(judge(tool(), { command: 'ls' }, policy)).toMatchObject({ decision: 'ask' });
  });
});

describe.skipIf(process.platform === 'win32')('a sandbox that does not hold', () => {
  it('is found out before a tool is offered', async () => {
    await expect(sandbox.verify()).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('it reads outside of its folders') as string,
    });
  });

  it('says what is missing', async () => {
    const runtime = { ...noSandbox, missing: async () => ['bubblewrap (bwrap) not installed'] };
    await expect(createShellSandbox({ runtime }).verify()).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(/bwrap.*apt-get install bubblewrap/) as string,
    });
  });

  it('is told from one that does not start', async () => {
    const runtime = { ...noSandbox, wrap: async () => ['/bin/sh', '-c', 'echo "no user namespaces" >&2; exit 1'] };
    await expect(createShellSandbox({ runtime }).verify()).rejects.toMatchObject({
      message: expect.stringContaining('no user namespaces') as string,
    });
  });
});

it.each([0, 1.5, 65])('a concurrency of %s is refused', (concurrency) => {
  expect(() => createShellSandbox({ concurrency })).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
});

it('is there on Linux alone', async () => {
  await expect(loadSandboxRuntime('darwin')).rejects.toMatchObject({ code: 'UNSUPPORTED' });
});
