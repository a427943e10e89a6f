import { expect, it } from 'vitest';
import { lockedPackages } from './locked-packages.ts';
import { findNvidiaGpus, suitableBuilds, type TorchBuild } from './torch-build.ts';

it.each<[string, string | undefined, NodeJS.Platform, TorchBuild[]]>([
  ['no GPU', undefined, 'linux', ['cpu', 'pypi']],
  ['Apple silicon', undefined, 'darwin', ['pypi']],
  ['Hopper with a new driver', 'NVIDIA H100 80GB HBM3, 9.0, 580.82.07\n', 'linux', ['pypi']],
  ['Hopper with an old driver', 'NVIDIA H100 80GB HBM3, 9.0, 550.54.15\n', 'linux', ['cu126']],
  ['Blackwell', 'NVIDIA B200, 10.0, 570.86.15\n', 'linux', ['pypi']],
  ['Blackwell on Windows', 'NVIDIA GeForce RTX 5090, 12.0, 581.15\n', 'win32', ['cu130']],
  ['Pascal', 'Tesla P100-PCIE-16GB, 6.0, 580.82.07\n', 'linux', ['cu126']],
  [
    'a driver that fails',
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n",
    'linux',
    ['cpu', 'pypi'],
  ],
])('%s', async (_, output, platform, builds) => {
  const run = (): Promise<{ exitCode: number; output: string } | undefined> =>
    Promise.resolve(output === undefined ? undefined : { exitCode: 0, output });
  expect(suitableBuilds(await findNvidiaGpus('.', run), platform)).toEqual(builds);
});

it('leaves torch and its CUDA out of what is installed from the lock where another build is wanted', () => {
  const requirements = [
    'numpy==2.4.6 ; python_full_version >= "3.11" \\',
    '    --hash=sha256:aa',
    'nvidia-ml-py==13.615.71 \\',
    '    --hash=sha256:4',
    'nvidia-nccl-cu13==2.29.7 ; sys_platform == "linux" \\',
    '    --hash=sha256:bb',
    'torch==2.13.0 \\',
    '    --hash=sha256:cc',
    'torchvision-like==1 \\',
    '    --hash=sha256:dd',
  ].join('\n');
  expect(lockedPackages(requirements, 'pypi')).toBe(requirements);
  expect(lockedPackages(requirements, 'cpu').match(/^\S+(?===)/gm)).toEqual([
    'numpy',
    'nvidia-ml-py',
    'torchvision-like',
  ]);
  expect(lockedPackages(requirements, 'cpu')).not.toMatch(/bb|cc/);
});
