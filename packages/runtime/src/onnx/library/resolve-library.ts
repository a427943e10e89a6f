import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfAborted, TuneloopError, type ProgressListener } from '@tuneloop/protocol';
import { fetchDataFile, hashFile } from '../../models/index.ts';
import { genaiBuild, genaiReference, genaiVersion, type GenaiBuild } from './genai-build.ts';

export interface ResolveLibraryOptions {
  /** Where it is kept, in a folder of its version. */
  folder: string;
  /** Used as it is. */
  path?: string | undefined;
  offline?: boolean | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ProgressListener | undefined;
  /** Replaced in tests. */
  build?: GenaiBuild | undefined;
  fetch?: typeof fetchDataFile | undefined;
}

/**
 * The path of ONNX Runtime GenAI's library, fetched with pip or uv and checked by its hash when it is not there.
 *
 * Errors: `UNSUPPORTED` (none for this system, or not there without the network), `NOT_FOUND`, `UPSTREAM_FAILED`,
 * `RESOURCE_EXHAUSTED`, `STORE_FAILED`, `ABORTED`.
 */
export async function resolveGenaiLibrary(options: ResolveLibraryOptions): Promise<string> {
  const { signal, offline = false, onProgress, fetch = fetchDataFile } = options;
  throwIfAborted(signal);
  if (options.path !== undefined) return await ownLibrary(options.path);
  const build = options.build ?? genaiBuild(process.platform, process.arch);
  if (build === undefined) {
    throw new TuneloopError(
      'UNSUPPORTED',
      `There is no ONNX Runtime GenAI ${genaiVersion} for ${process.platform} on ${process.arch}.`,
    );
  }
  const destination = join(options.folder, `onnxruntime-genai-${genaiVersion}`, build.fileName);
  const found = await stat(destination).catch(() => undefined);
  // What runs is what was pinned, also when somebody changed the file since.
  if (found?.isFile() && (await hashFile(destination, { signal })) === build.sha256) return destination;
  if (offline) {
    throw new TuneloopError(
      'UNSUPPORTED',
      `ONNX Runtime GenAI is ${found === undefined ? 'not there' : 'damaged'} (${destination}), and nothing may be fetched. ` +
        'Start once with the network, or copy the file from another machine.',
      { details: { path: destination, sha256: build.sha256, damaged: found !== undefined } },
    );
  }
  if (found !== undefined) await rm(destination, { recursive: true, force: true });
  await fetch(genaiReference(build), { destination, signal, onProgress });
  return destination;
}

async function ownLibrary(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return path;
  throw new TuneloopError(
    'UNSUPPORTED',
    `There is no ONNX Runtime GenAI at ${path}. Correct the path, or leave it out.`,
  );
}
