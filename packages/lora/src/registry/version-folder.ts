import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { readAdapter } from '@tuneloop/runtime';
import type { AdapterBase, AdapterRecord } from './adapter-version.ts';
import { copyDurably, copyFolderDurably, draftPath, syncFolder } from './durable-files.ts';

export const adapterFileName = 'adapter.gguf';
const recordFileName = 'version.json';

/** What becomes a version. */
export interface AdapterAddition {
  name: string;
  /** The adapter as GGUF; copied. */
  file: string;
  /** What it must be; left out: whatever the file is. */
  sha256?: string | undefined;
  /** Files and folders that are kept beside it, by the name that they get there; those that are not there are left out. */
  attachments?: Readonly<Record<string, string>> | undefined;
  base?: AdapterBase | undefined;
  /** The same training is added once: adding again gives the version that is there. */
  run?: string | undefined;
  continuedFrom?: { name: string; version: number } | undefined;
  metrics?: Readonly<Record<string, number>> | undefined;
  /** Why it should not go live, a sentence each; left out or empty: it may. */
  refusedBecause?: readonly string[] | undefined;
}

/**
 * Makes the folder of a version, under another name at first. It is on the disk when this resolves.
 *
 * Errors: `ADAPTER_INVALID`, `NOT_FOUND`, `INVALID_REQUEST` (an attachment's name), `ABORTED`, and those of the file
 * system.
 */
export async function writeVersionFolder(
  folder: string,
  addition: AdapterAddition & { version: number; createdAt: string },
  signal?: AbortSignal,
): Promise<AdapterRecord> {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  const draft = draftPath(parent, basename(folder));
  try {
    await mkdir(draft);
    const file = join(draft, adapterFileName);
    const record = await copyAdapter(addition, file, signal);
    for (const [name, source] of Object.entries(addition.attachments ?? {})) {
      await attach(source, draft, name, signal);
    }
    await writeFile(join(draft, recordFileName), `${JSON.stringify(record, undefined, 2)}\n`, { flush: true });
    await syncFolder(draft);
    await rename(draft, folder);
    await syncFolder(parent);
    return record;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function copyAdapter(
  addition: AdapterAddition & { version: number; createdAt: string },
  file: string,
  signal?: AbortSignal,
): Promise<AdapterRecord> {
  const { name, version, createdAt, base, run, continuedFrom, metrics = {} } = addition;
  await readAdapter(addition.file);
  const { sha256, sizeBytes } = await copyDurably(addition.file, file, signal);
  if (addition.sha256 !== undefined && addition.sha256 !== sha256) {
    throw new TuneloopError(
      'ADAPTER_INVALID',
      `${addition.file} is not what its training wrote: it has changed since. Convert the trained adapter again.`,
      { details: { path: addition.file, expected: addition.sha256, found: sha256 } },
    );
  }
  // The copy: the file may be another one by now.
  const { architecture, rank, alpha } = await readAdapter(file);
  const described = { architecture, rank, ...(alpha !== undefined && { alpha }) };
  const origin = { ...(base && { base }), ...(run !== undefined && { run }), ...(continuedFrom && { continuedFrom }) };
  return { name, version, sha256, sizeBytes, createdAt, ...described, ...origin, metrics: { ...metrics } };
}

async function attach(source: string, folder: string, name: string, signal?: AbortSignal): Promise<void> {
  const isPlain = /^[\w][\w.-]*$/.test(name) && name !== adapterFileName && name !== recordFileName;
  if (!isPlain) throw new TuneloopError('INVALID_REQUEST', `${JSON.stringify(name)} cannot be kept with an adapter.`);
  const found = await stat(source).catch(() => undefined);
  if (found?.isDirectory()) await copyFolderDurably(source, join(folder, name), signal);
  else if (found) await copyDurably(source, join(folder, name), signal);
}

/** Removes folders that the journal knows nothing of: what was being added or removed when a process was killed. */
export async function removeStrayVersions(parent: string, known: ReadonlySet<number>): Promise<void> {
  for (const entry of await readdir(parent).catch(() => [])) {
    if (!known.has(Number(entry))) await rm(join(parent, entry), { recursive: true, force: true });
  }
}
