import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { throwIfAborted, TuneloopError, type CallOptions } from '@tuneloop/protocol';
import { runProgram, withFileLock, type Environment, type ProgramResult, type RunProgram } from '@tuneloop/runtime';
import { requireDisk } from '../../files/require-disk.ts';
import { pythonProjectFolder } from '../python-project.ts';
import {
  environmentFolder,
  environmentsFolder,
  interpreterIn,
  listEnvironments,
  markComplete,
  type EnvironmentKind,
  type PythonEnvironment,
  type PythonExtra,
} from './environment-folder.ts';
import { explainUv } from './explain-uv.ts';
import { hasOwnIndex, uvVariables } from './index-settings.ts';
import { lockedPackages } from './locked-packages.ts';
import { findNvidiaGpus, suitableBuilds, torchIndex, type TorchBuild } from './torch-build.ts';
import { followUv, type InstallProgress } from './uv-progress.ts';
import { findUv, type FindUvOptions } from './uv-program.ts';

export interface PythonEnvironmentOptions extends CallOptions {
  /** Environments are in `training` below it. */
  cacheFolder: string;
  /** Left out: the one that fits the machine. */
  torch?: TorchBuild | undefined;
  extras?: readonly PythonExtra[] | undefined;
  /** Only what is there. Default `false`. */
  offline?: boolean | undefined;
  /** For uv and pip: proxies, indexes, caches. By default that of this process. */
  environment?: Environment | undefined;
  onProgress?: ((progress: InstallProgress) => void) | undefined;
  /** Called for every line that uv writes. */
  onLog?: ((line: string) => void) | undefined;
  /** Replace programs and the network in tests. */
  run?: RunProgram | undefined;
  fetchFile?: FindUvOptions['fetchFile'];
  isReachable?: ((url: string, signal: AbortSignal | undefined) => Promise<boolean>) | undefined;
}

/** Measured on Linux, with CUDA's libraries: 4.9 GB. */
const neededBytes = 6e9;

/** SHA-256 of the lock, by which environments are told apart. */
export async function lockHash(): Promise<string> {
  const lock = await readFile(join(pythonProjectFolder(), 'uv.lock'));
  return createHash('sha256').update(lock).digest('hex');
}

/** The whole environment that has all that is asked for, where one is there. Looks, and changes nothing. */
export async function findPythonEnvironment(
  options: Pick<PythonEnvironmentOptions, 'cacheFolder' | 'torch' | 'extras' | 'run'>,
): Promise<PythonEnvironment | undefined> {
  const { cacheFolder, torch, extras = [], run } = options;
  const lock = await lockHash();
  const made = (await listEnvironments(cacheFolder)).filter(
    (environment) => environment.lock === lock && extras.every((extra) => environment.extras.includes(extra)),
  );
  if (made.length === 0) return undefined;
  const builds = torch ? [torch] : suitableBuilds(await findNvidiaGpus(cacheFolder, run), process.platform);
  return builds.map((build) => made.find((environment) => environment.torch === build)).find(Boolean);
}

/**
 * The Python environment of the trainers, made on first use (some 3 GB to download, 5 GB on disk) and kept for each lock,
 * build of torch and extras. What an interrupted installation left is gone on with. Several processes make it once.
 *
 * Errors: `UNSUPPORTED` (not there and offline; no Python, no uv), `UPSTREAM_FAILED` (the index cannot be reached,
 * refuses, sends something else), `RESOURCE_EXHAUSTED` (disk), `STORE_FAILED`, `ABORTED`; `details.reason` tells more.
 */
export async function ensurePythonEnvironment(options: PythonEnvironmentOptions): Promise<PythonEnvironment> {
  const { cacheFolder, offline = false, extras = [], signal } = options;
  throwIfAborted(signal);
  const found = await findPythonEnvironment(options);
  if (found !== undefined) return found;
  if (offline) {
    throw new TuneloopError(
      'UNSUPPORTED',
      `The Python environment of the trainers is not in ${environmentsFolder(cacheFolder)}, and downloads are switched ` +
        'off. Train once with the network, or copy that folder from a machine that has it (same system, same path).',
      { details: { reason: 'environment', folder: environmentsFolder(cacheFolder) } },
    );
  }
  try {
    await mkdir(environmentsFolder(cacheFolder), { recursive: true });
    const kind = { lock: await lockHash(), torch: await chooseBuild(options), extras };
    const folder = environmentFolder(cacheFolder, kind);
    return await withFileLock(
      `${folder}.lock`,
      async () =>
        (await findPythonEnvironment({ ...options, torch: kind.torch })) ?? (await make(folder, kind, options)),
      { signal, onWait: async () => options.onProgress?.({ completed: 0, label: 'another process installs it' }) },
    );
  } catch (error) {
    throw TuneloopError.from(error, 'STORE_FAILED');
  }
}

async function make(
  folder: string,
  kind: EnvironmentKind,
  options: PythonEnvironmentOptions,
): Promise<PythonEnvironment> {
  const { cacheFolder, signal, onProgress, onLog, run = runProgram } = options;
  await requireDisk(dirname(folder), neededBytes, {
    what: 'The Python environment of the trainers',
    advice: 'or choose another folder with TUNELOOP_CACHE',
  });
  onProgress?.({ completed: 0, label: 'uv' });
  const uv = await findUv(options);
  const environment = await uvVariables(options.environment ?? process.env, cacheFolder, run);
  const follow = followUv((progress) => onProgress?.(progress));
  const call = async (step: string, args: readonly string[]): Promise<ProgramResult> => {
    const onOutput = (text: string): void => {
      follow(text);
      for (const line of text.split('\n')) if (line.trim() !== '') onLog?.(line);
    };
    const result = await run(uv, args, { folder: pythonProjectFolder(), environment, signal, onOutput });
    if (result?.exitCode === 0) return result;
    throw explainUv(step, result ?? { exitCode: 127, output: `${uv} is not there` });
  };
  const extras = kind.extras.flatMap((extra) => ['--extra', extra]);
  const python = interpreterIn(folder);
  // One that is there was being made when its maker ended: what is in it need not be installed again.
  await call('uv venv', ['venv', '--allow-existing', folder]);
  const requirements = join(folder, 'requirements.txt');
  const { output } = await call('uv export', ['export', '--frozen', '--no-header', '--quiet', ...extras]);
  await writeFile(requirements, lockedPackages(output, kind.torch));
  const install = ['pip', 'install', '--python', python];
  // The lock names all packages and their hashes; the index is free to be another one.
  await call('uv pip install', [...install, '--no-deps', '--require-hashes', '--requirements', requirements]);
  if (kind.torch !== 'pypi') {
    const torch = /^torch==[^\s;]+/m.exec(output)?.[0] ?? 'torch';
    await call('uv pip install', [...install, '--index', torchIndex(kind.torch), torch]);
  }
  await markComplete(folder, kind);
  return { ...kind, folder, python };
}

async function chooseBuild(options: PythonEnvironmentOptions): Promise<TorchBuild> {
  const { cacheFolder, torch, run = runProgram, environment = process.env, isReachable = answers, signal } = options;
  if (torch !== undefined) return torch;
  const builds = suitableBuilds(await findNvidiaGpus(cacheFolder, run), process.platform);
  // Who has an index of their own has it for all packages.
  if (builds.includes('pypi') && hasOwnIndex(await uvVariables(environment, cacheFolder, run))) return 'pypi';
  for (const build of builds.slice(0, -1)) {
    if (build === 'pypi' || (await isReachable(`${torchIndex(build)}/torch/`, signal))) return build;
  }
  return builds.at(-1)!;
}

async function answers(url: string, signal: AbortSignal | undefined): Promise<boolean> {
  const limit = AbortSignal.timeout(5000);
  try {
    const response = await fetch(url, { method: 'HEAD', signal: signal ? AbortSignal.any([signal, limit]) : limit });
    return response.ok;
  } catch {
    throwIfAborted(signal);
    return false;
  }
}
