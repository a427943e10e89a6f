import { stat } from 'node:fs/promises';
import { throwIfAborted, type CallOptions } from '@tuneloop/protocol';
import { hashFile } from '@tuneloop/runtime';
import { hashPlaced } from './adopt-placed.ts';
import { placedFile } from './place-adapter.ts';
import type { RegistryProblem } from './registry-contract.ts';
import { liveOf, type NameState, type RegistryState } from './registry-state.ts';
import type { RegistryStore } from './registry-store.ts';

/** Reads the file of every version, and what the adapters folder has. */
export async function verifyRegistry(
  store: RegistryStore,
  state: RegistryState,
  { signal }: CallOptions = {},
): Promise<RegistryProblem[]> {
  const problems: RegistryProblem[] = [];
  for (const [name, adapter] of state) {
    for (const version of adapter.versions.keys()) {
      throwIfAborted(signal);
      const found = store.describe(adapter, version)!;
      const message = await faultOf(found.file, found.sha256, signal);
      if (message !== undefined) problems.push({ name, version, message: `${name}@${version} ${message}` });
    }
    const message = await placementFault(store, name, adapter);
    if (message !== undefined) problems.push({ name, message });
  }
  return problems;
}

async function faultOf(file: string, sha256: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return 'has no file any more. Remove this version, or bring its folder back from a backup.';
  if ((await hashFile(file, { signal })) === sha256) return undefined;
  return 'is damaged: its file has changed since it was kept. Remove this version, and train or bring it again.';
}

async function placementFault(store: RegistryStore, name: string, adapter: NameState): Promise<string | undefined> {
  const live = liveOf(adapter);
  const placed = await hashPlaced(store.adaptersFolder, name);
  const file = placedFile(store.adaptersFolder, name);
  if (live === undefined) {
    return placed === undefined ? undefined : `${file} is served, but no version of "${name}" is live. Promote one.`;
  }
  if (placed === adapter.versions.get(live)?.record.sha256) return undefined;
  return placed === undefined
    ? `${name}@${live} is live, but ${file} is gone. Promote it again.`
    : `${file} is another adapter than ${name}@${live}, which is live. Promote that again: the file is kept as a version.`;
}
