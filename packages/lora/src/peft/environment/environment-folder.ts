import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeRenamed } from '../../files/write-renamed.ts';
import { torchBuilds, type TorchBuild } from './torch-build.ts';

/** What is installed only for those who use it. */
export type PythonExtra = 'awq' | 'deepspeed' | 'onnx' | 'tensorboard' | 'wandb';

export interface EnvironmentKind {
  /** SHA-256 of the Python project's lock. */
  lock: string;
  torch: TorchBuild;
  extras: readonly PythonExtra[];
}

/** A whole environment. */
export interface PythonEnvironment extends EnvironmentKind {
  folder: string;
  /** The interpreter. */
  python: string;
}

const markerName = 'complete';
const markerSchema = z.object({
  lock: z.string(),
  torch: z.enum(torchBuilds),
  extras: z.array(z.enum(['awq', 'deepspeed', 'onnx', 'tensorboard', 'wandb'])),
});

/** Where environments are. */
export function environmentsFolder(cacheFolder: string): string {
  return join(cacheFolder, 'training');
}

/** The folder of one kind, whether it is there or not. */
export function environmentFolder(cacheFolder: string, { lock, torch, extras }: EnvironmentKind): string {
  const text = [lock, torch, extras.toSorted().join(',')].join('\0');
  return join(environmentsFolder(cacheFolder), createHash('sha256').update(text).digest('hex').slice(0, 16));
}

export function interpreterIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** The whole environments below the cache folder, of whatever kind. */
export async function listEnvironments(cacheFolder: string): Promise<PythonEnvironment[]> {
  const parent = environmentsFolder(cacheFolder);
  const names = await readdir(parent).catch(() => []);
  const found = await Promise.all(
    names.map(async (name): Promise<PythonEnvironment[]> => {
      const folder = join(parent, name);
      try {
        const kind = markerSchema.parse(JSON.parse(await readFile(join(folder, markerName), 'utf8')));
        return [{ ...kind, folder, python: interpreterIn(folder) }];
      } catch {
        return [];
      }
    }),
  );
  return found.flat();
}

/** Removes environments of other locks, and halves that nobody makes any more; returns their folders. */
export async function removeOldEnvironments(cacheFolder: string, lock: string): Promise<string[]> {
  const parent = environmentsFolder(cacheFolder);
  const made = await listEnvironments(cacheFolder);
  const current = new Set(made.filter((environment) => environment.lock === lock).map(({ folder }) => folder));
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const old = entries
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{16}$/.test(entry.name))
    .map(({ name }) => join(parent, name))
    .filter((folder) => !current.has(folder));
  for (const folder of old) {
    // First the marker: half an environment must not look like a whole one.
    await rm(join(folder, markerName), { force: true });
    await rm(folder, { recursive: true, force: true });
  }
  return old;
}

/** Says that an environment is whole; the last thing that is written to it. */
export async function markComplete(folder: string, { lock, torch, extras }: EnvironmentKind): Promise<void> {
  const text = `${JSON.stringify({ lock, torch, extras: extras.toSorted() }, undefined, 2)}\n`;
  await writeRenamed(join(folder, markerName), text);
}
