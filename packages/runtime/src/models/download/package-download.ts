import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError, type ProgressListener } from '@tuneloop/protocol';
import type { Environment } from '../cache-folder.ts';
import { explainWriteError, requireSpace, type Disk } from './disk.ts';
import type { CompleteFile } from './partial-file.ts';
import type { ProgramResult, RunProgram } from './run-program.ts';

export interface PackageDownload {
  /** The file that a package is fetched for; `<destination>.work` is the private folder for it. */
  destination: string;
  label: string;
  /** Of the file, when known. */
  sizeBytes: number | undefined;
  run: RunProgram;
  environment: Environment | undefined;
  disk: Disk;
  signal: AbortSignal | undefined;
  onProgress: ProgressListener;
}

/** Where a package client runs: in a folder of its own, which also takes its temporary files. */
export interface PackageWorkspace {
  folder: string;
  /** `undefined` when the program is not installed. Reports the phase `download` by the bytes that appear in `folder`. */
  run(command: readonly [string, ...string[]]): Promise<ProgramResult | undefined>;
}

/** Gives `action` an empty folder, which is removed in the end. The caller holds the lock of `destination`. */
export async function withPackageWorkspace(
  download: PackageDownload,
  action: (workspace: PackageWorkspace) => Promise<CompleteFile>,
): Promise<CompleteFile> {
  const folder = `${download.destination}.work`;
  const temporary = join(folder, 'tmp');
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
    // The archive and the file in it lie on the disk together for a moment.
    if (download.sizeBytes !== undefined) await requireSpace(download.disk, folder, 2 * download.sizeBytes);
    return await action({ folder, run: (command) => runAndWatch(command, folder, temporary, download) });
  } catch (error) {
    throw await explainWriteError(error, download.disk, download.destination, download.sizeBytes);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runAndWatch(
  [program, ...args]: readonly [string, ...string[]],
  folder: string,
  temporary: string,
  download: PackageDownload,
): Promise<ProgramResult | undefined> {
  const { label, signal, onProgress, environment } = download;
  let total: number | undefined;
  const timer = setInterval(() => {
    folderSize(folder).then(
      (size) => onProgress({ phase: 'download', completed: Math.min(size, total ?? size), total, label }),
      () => undefined,
    );
  }, 250);
  try {
    const result = await download.run(program, args, {
      folder,
      // Without an environment of ours, the client's temporary files lie elsewhere and there is less to watch.
      environment: environment && { ...environment, TMPDIR: temporary, TMP: temporary, TEMP: temporary },
      signal,
      onOutput: (text) => {
        total ??= announcedSize(text);
      },
    });
    if (result !== undefined && /no space left on device|ENOSPC/i.test(result.output)) {
      throw Object.assign(new Error(`${program} found no space left on the disk.`), { code: 'ENOSPC' });
    }
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** pip tells the size of what it downloads: `Downloading x-1.0-py3-none-any.whl (92.9 MB)`. */
export function announcedSize(output: string): number | undefined {
  const match = /Downloading \S+ \(([\d.]+) (k|M|G)B\)/.exec(output);
  const scale = { k: 1e3, M: 1e6, G: 1e9 }[match?.[2] ?? ''];
  return match === null || scale === undefined ? undefined : Number(match[1]) * scale;
}

async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** What a package client says of its failure, for an error message: its error lines, or else its last one. */
export function failureOf(program: string, result: ProgramResult | undefined): string {
  if (result === undefined) return `${program} is not installed`;
  const lines = result.output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const errors = lines.filter((line) => /^(?:npm )?(?:error|err!|×)/i.test(line));
  const text = errors.length > 0 ? errors.slice(0, 3).join(' ') : (lines.at(-1) ?? 'no output');
  return `${program} ended with exit code ${result.exitCode}: ${text.slice(0, 500)}`;
}

/** Every client failed. */
export function packageError(source: string, failures: readonly string[]): TuneloopError {
  return new TuneloopError(
    'UPSTREAM_FAILED',
    `${source} could not be fetched: ${failures.join('; ')}. Check the network and the client's index settings.`,
    { details: { source, failures } },
  );
}
