import type { CallOptions } from '@tuneloop/protocol';
import type { RegisteredVersion } from '../registry/adapter-version.ts';
import { explainFileError } from '../registry/durable-files.ts';
import { placedFile, prepareAdapter } from '../registry/place-adapter.ts';
import type { Deployment } from './deployment.ts';

/**
 * Puts a version into the adapters folder of another server, such as one on a shared disk, under its name. The server
 * sees the old file or the new one, never half of it.
 *
 * Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED` (disk), `INVALID_REQUEST` (the name is that of a folder there), `ABORTED`.
 */
export async function deployToFolder(
  version: RegisteredVersion,
  { folder, name = version.name, signal }: CallOptions & { folder: string; name?: string | undefined },
): Promise<Deployment> {
  try {
    await using ready = await prepareAdapter({ folder, name, file: version.file, sha256: version.sha256 }, signal);
    await ready.place();
  } catch (error) {
    throw explainFileError(error, folder);
  }
  return {
    target: 'adapters',
    adapter: `${version.name}@${version.version}`,
    path: placedFile(folder, name),
    hint: `Servers that watch ${folder} answer with it as BASE:${name}.`,
  };
}
