import { hashFile } from '@tuneloop/runtime';
import type { RegisteredVersion } from './adapter-version.ts';
import { placedFile } from './place-adapter.ts';
import { liveOf, type RegistryState } from './registry-state.ts';
import type { RegistryStore } from './registry-store.ts';
import type { AdapterAddition } from './version-folder.ts';

/** SHA-256 of the file that the adapters folder has under a name; `undefined` when there is none. */
export async function hashPlaced(folder: string, name: string): Promise<string | undefined> {
  try {
    return await hashFile(placedFile(folder, name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR') return undefined;
    throw error;
  }
}

/**
 * Makes the registry follow what somebody has put into the adapters folder: the file is live, as servers have taken it.
 * One that is no version yet becomes the next. Within a change.
 *
 * @returns the version; `undefined` when there is no file, or when it is what the registry says.
 *
 * Errors: `ADAPTER_INVALID` when it is no adapter.
 */
export async function adoptPlaced(options: {
  store: RegistryStore;
  state: RegistryState;
  name: string;
  add: (state: RegistryState, addition: AdapterAddition, signal?: AbortSignal) => Promise<RegisteredVersion>;
  signal?: AbortSignal | undefined;
}): Promise<RegisteredVersion | undefined> {
  const { store, state, name, add, signal } = options;
  const before = state.get(name);
  // The file is about to follow the registry.
  if (before?.isPending) return undefined;
  const sha256 = await hashPlaced(store.adaptersFolder, name);
  const live = before && store.describe(before, liveOf(before) ?? 0);
  if (sha256 === undefined || live?.sha256 === sha256) return undefined;
  const known = [...(before?.versions.values() ?? [])].findLast(({ record }) => record.sha256 === sha256);
  const file = placedFile(store.adaptersFolder, name);
  const { version } = known?.record ?? (await add(state, { name, file, sha256 }, signal));
  const reason = 'The file was put into the adapters folder by hand.';
  await store.append({ type: 'promoted', name, version, reason });
  await store.append({ type: 'placed', name });
  const adopted = (await store.replayed()).get(name);
  return adopted && store.describe(adopted, version);
}
