import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunProgram } from '@tuneloop/runtime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listEnvironments, removeOldEnvironments } from './environment-folder.ts';
import { ensurePythonEnvironment, lockHash, type PythonEnvironmentOptions } from './python-environment.ts';
import type { InstallProgress } from './uv-progress.ts';

const exported = 'numpy==2.4.6 \\\n    --hash=sha256:aa\ntorch==2.13.0 \\\n    --hash=sha256:cc\n';

let cacheFolder: string;
beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'tuneloop-environment-'));
});
afterEach(() => rm(cacheFolder, { recursive: true }));

interface Machine {
  commands: string[];
  variables: Readonly<Record<string, string | undefined>>;
  run: RunProgram;
}

/** Does what uv does, as far as it matters here. */
function machine(install: () => Promise<{ exitCode: number; output: string }> = installed): Machine {
  const made: Machine = { commands: [], variables: {}, run: () => Promise.resolve(undefined) };
  made.run = async (program, args, { onOutput, environment }) => {
    if (program !== 'uv') return undefined;
    if (args[0] === '--version') return { exitCode: 0, output: 'uv 0.13.9\n' };
    made.variables = environment ?? {};
    made.commands.push(args.slice(0, 2).join(' '));
    if (args[0] === 'venv') await mkdir(args.at(-1)!, { recursive: true });
    if (args[0] === 'export') return { exitCode: 0, output: exported };
    if (args[0] !== 'pip') return { exitCode: 0, output: '' };
    const result = await install();
    for (const line of result.output.split(/(?<=\n)/)) onOutput?.(line);
    return result;
  };
  return made;
}

const installed = (): Promise<{ exitCode: number; output: string }> =>
  Promise.resolve({
    exitCode: 0,
    output: 'Resolved 2 packages in 5ms\nDownloading torch (506.1MiB)\n Downloaded torch\nInstalled 2 packages in 1s\n',
  });

function ensure(
  uv: Machine,
  options: Partial<PythonEnvironmentOptions> = {},
): ReturnType<typeof ensurePythonEnvironment> {
  return ensurePythonEnvironment({ cacheFolder, run: uv.run, environment: {}, torch: 'pypi', ...options });
}

it('is made once, and told of while it is', async () => {
  const uv = machine();
  const progress: InstallProgress[] = [];
  const made = await ensure(uv, { extras: ['tensorboard', 'wandb'], onProgress: (event) => progress.push(event) });
  expect(uv.commands).toEqual(['venv --allow-existing', 'export --frozen', 'pip install']);
  expect(progress).toContainEqual({ completed: 0, total: 2, label: 'torch (506.1MiB)' });
  expect(progress.at(-1)).toMatchObject({ completed: 2, total: 2 });
  expect(await readFile(join(made.folder, 'requirements.txt'), 'utf8')).toBe(exported);
  // What has more than is asked for will do.
  expect(await ensure(uv, { extras: ['wandb'] })).toEqual(made);
  expect(await ensure(uv, { offline: true })).toEqual(made);
  expect(uv.commands).toHaveLength(3);
});

it('cannot be made without the network', async () => {
  await expect(ensure(machine(), { offline: true })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringMatching(/downloads are switched off.*Train once with the network/),
    details: { reason: 'environment' },
  });
});

it('that failed is no environment, and is gone on with', async () => {
  const failing = machine(() =>
    Promise.resolve({ exitCode: 1, output: 'error: No space left on device (os error 28)' }),
  );
  await expect(ensure(failing)).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', details: { reason: 'disk' } });
  expect(await listEnvironments(cacheFolder)).toEqual([]);
  const { folder } = await ensure(machine());
  expect(await listEnvironments(cacheFolder)).toMatchObject([{ folder }]);
});

it('is made by one of those who want it', async () => {
  const uv = machine(async () => {
    await sleep(50);
    return await installed();
  });
  const [one, other] = await Promise.all([ensure(uv), ensure(uv)]);
  expect(one).toEqual(other);
  expect(uv.commands).toHaveLength(3);
});

it('has the small build of torch where there is no GPU and its index can be reached', async () => {
  const asked: string[] = [];
  const reachable = (answer: boolean) => (url: string) => {
    asked.push(url);
    return Promise.resolve(answer);
  };
  const uv = machine();
  // macOS has one build alone.
  if (process.platform === 'darwin') return;
  expect(await ensure(uv, { torch: undefined, isReachable: reachable(true) })).toMatchObject({ torch: 'cpu' });
  expect(uv.commands.filter((command) => command === 'pip install')).toHaveLength(2);
  expect(asked).toEqual([expect.stringMatching(/cpu\/torch\/$/)]);
  await rm(join(cacheFolder, 'training'), { recursive: true });
  expect(await ensure(uv, { torch: undefined, isReachable: reachable(false) })).toMatchObject({ torch: 'pypi' });
});

it("takes pip's index, which then has everything", async () => {
  const uv = machine();
  const environment = {
    PIP_INDEX_URL: 'https://mirror.test/simple',
    PIP_CERT: '/etc/proxy.pem',
    VIRTUAL_ENV: '/other',
  };
  const isReachable = (): Promise<boolean> => Promise.reject(new Error('nobody asks'));
  expect(await ensure(uv, { torch: undefined, environment, isReachable })).toMatchObject({ torch: 'pypi' });
  expect(uv.variables).toMatchObject({
    UV_DEFAULT_INDEX: 'https://mirror.test/simple',
    SSL_CERT_FILE: '/etc/proxy.pem',
  });
  expect(uv.variables['VIRTUAL_ENV']).toBeUndefined();
});

it('of an earlier lock can be removed', async () => {
  const { folder } = await ensure(machine());
  const old = join(cacheFolder, 'training', '0123456789abcdef');
  await mkdir(old);
  await writeFile(join(old, 'complete'), JSON.stringify({ lock: 'earlier', torch: 'pypi', extras: [] }));
  expect(await removeOldEnvironments(cacheFolder, await lockHash())).toEqual([old]);
  expect(await stat(folder)).toBeDefined();
  await expect(stat(old)).rejects.toMatchObject({ code: 'ENOENT' });
});
