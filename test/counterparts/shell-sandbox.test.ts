import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform } from '../../packages/platform/test/test-platform.ts';
import { createRunCommandTool, createShellSandbox, createToolPolicy, runTool } from '../../packages/tools/src/index.ts';
import type { ToolPolicyInput } from '../../packages/tools/src/index.ts';

let folder: string;
let work: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'tuneloop-shell-sandbox-')));
  work = join(folder, 'work');
  await mkdir(join(work, '.git/hooks'), { recursive: true });
  await Promise.all([mkdir(join(work, '.git/objects')), mkdir(join(work, '.git/refs')), mkdir(join(work, 'data'))]);
  await Promise.all([
    writeFile(join(work, '.git/HEAD'), 'ref: refs/heads/main'),
    writeFile(join(work, '.git/config'), '[core]\n'),
    writeFile(join(work, 'data/keys.json'), 'the-keys'),
    writeFile(join(work, '.env'), 'PASSWORD=the-password'),
    writeFile(join(work, 'a.txt'), 'one\ntwo\n'),
    writeFile(join(folder, 'outside.txt'), 'the-outside'),
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sandbox = createShellSandbox();

async function run(command: string, input: ToolPolicyInput = {}): Promise<Record<string, unknown>> {
  const policy = createToolPolicy({
    tools: { run_command: 'allow' },
    files: { allowedRoots: [work], protectedPaths: [join(work, 'data')] },
    ...input,
  });
  return { ...(await runTool(createRunCommandTool({ sandbox, currentFolder: work }), { command }, { policy })) };
}

describe.runIf(process.platform === 'linux')('shell commands in the sandbox of the system', () => {
  it('hold on this machine, which needs bubblewrap, socat, ripgrep and user namespaces', async () => {
    await expect(sandbox.verify()).resolves.toBeUndefined();
  });

  it('work on files of the allowed folder', async () => {
    expect(await run('wc -l < a.txt; sed -i s/one/three/ a.txt; echo x | tee sub.txt; pwd; exit 4')).toMatchObject({
      status: 'success',
      stdout: `2\nx\n${work}\n`,
      stderr: '',
      exit_code: 4,
    });
    expect(await readFile(join(work, 'a.txt'), 'utf8')).toBe('three\ntwo\n');
    expect(await run('echo x > "$TMPDIR/scratch" && cat "$TMPDIR/scratch"')).toMatchObject({ stdout: 'x\n' });
  });

  it.each([
    ['a file beside the folder', 'cat ../outside.txt'],
    ['it through a link', 'ln -s ../outside.txt link; cat link; rm link'],
    ['it through a hard link', 'ln ../outside.txt hard; cat hard'],
    [
      'it through the root of a process',
      'cat /proc/1/root/$(dirname $PWD)/outside.txt /proc/self/root/$(dirname $PWD)/outside.txt',
    ],
    ['secrets in the folder', 'cat .env; cp .env copy; cat copy'],
    ['secrets by renaming them', 'mv .env plain; cat plain'],
    ['secrets by renaming their folder', 'mv data other; cat other/keys.json'],
    ['what the policy protects', 'cat data/keys.json; ls data'],
    ['accounts of the machine', 'cat /etc/passwd /etc/shadow /etc/hostname'],
    ['processes of the machine', `ls /proc | grep -c '^[0-9]' | xargs test 20 -lt && echo root:`],
    [
      'what is mounted again',
      'unshare -rm sh -c "umount -l .env; cat .env"; mount --bind / /mnt && cat /mnt/etc/passwd',
    ],
  ])('cannot read %s', async (_what, command) => {
    const result = await run(command);
    expect(JSON.stringify(result)).not.toMatch(/the-password|the-keys|the-outside|root:|keys\.json"/);
    expect(result['status']).toBe('success');
  });

  it('cannot write elsewhere, nor what git or a shell would run later', async () => {
    const elsewhere = join(homedir(), `tuneloop-shell-${process.pid}`);
    await run(`echo x > ../written; echo x > ${elsewhere}; echo x > .git/hooks/pre-commit; echo x >> .git/config`);
    expect(existsSync(join(folder, 'written'))).toBe(false);
    expect(existsSync(elsewhere)).toBe(false);
    expect(existsSync(join(work, '.git/hooks/pre-commit'))).toBe(false);
    expect(await readFile(join(work, '.git/config'), 'utf8')).toBe('[core]\n');
    expect(await readFile(join(work, '.env'), 'utf8')).toBe('PASSWORD=the-password');
  });

  it('have no network, not even to this machine', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const result = await run(`exec 3<>/dev/tcp/127.0.0.1/${port} && echo reached; echo; grep -c '' /proc/net/dev`);
    server.close();
    expect(result).toMatchObject({ stdout: '\n3\n' });
    expect(connections).toBe(0);
  });

  it('are offered by a server that is told to, and by no other', async () => {
    for (const shell of ['off', 'sandbox']) {
      await using server = await createTestPlatform({ env: { TUNELOOP_SHELL: shell } });
      const executor = await server.platform.tools.executor();
      const names = executor.list().map(({ name }) => name);
      expect(names.includes('run_command')).toBe(shell === 'sandbox');
      expect(server.logged()).not.toContain('not offered');
      const call = { id: '1', name: 'run_command', arguments: { command: 'ls' } };
      expect(await executor.judge(call, { owner: 'local' })).toMatchObject({
        decision: shell === 'sandbox' ? 'ask' : 'deny',
      });
    }
  });

  it('have none of our variables', async () => {
    process.env['SECRET_OF_THE_SERVER'] = 'secret';
    expect(await run('env')).toMatchObject({ stdout: expect.not.stringContaining('SECRET_OF_THE_SERVER') as string });
  });

  it('end at their limits, with all that they started', async () => {
    const shell = { timeoutMs: 700, maxOutputBytes: 1000 };
    expect(await run('echo begun; (sleep 3; echo late > late.txt) & sleep 60', { shell })).toMatchObject({
      status: 'error',
      error: expect.stringContaining('Standard output until then:\nbegun') as string,
    });
    const { stdout } = await run('head -c 100000 /dev/zero | tr "\\0" x', { shell });
    expect((stdout as string).length).toBeLessThan(1100);
    const bomb = `python3 -c 'b"x" * (1 << 30)'`;
    expect(await run(bomb, { shell: { memoryBytes: 512 * 1024 ** 2 } })).toMatchObject({
      exit_code: 1,
      stderr: expect.stringContaining('MemoryError') as string,
    });
    // Nothing of a command goes on once it has ended.
    await run('(sleep 1; echo late > late.txt) > /dev/null 2>&1 &');
    await new Promise((resolve) => setTimeout(resolve, 3500));
    expect(existsSync(join(work, 'late.txt'))).toBe(false);
  });
});
