import { homedir } from 'node:os';
import { dirname, join, resolve as resolvePath } from 'node:path';
import { throwIfAborted, type ProgressListener, TuneloopError } from '@tuneloop/protocol';
import { exists } from '../files/exists.ts';
import { acquireFile, notOnDisk } from './acquire-file.ts';
import type { Environment } from './cache-folder.ts';
import { isFolderConfig } from './folder-config.ts';
import { localDisk, type Disk } from './download/disk.ts';
import { createHttpClient, type HttpClient } from './download/http-client.ts';
import { throttleProgress } from './download/progress.ts';
import { runProgram, type RunProgram } from './download/run-program.ts';
import { createSharedTasks } from './download/shared-tasks.ts';
import { embeddedModel, type PinnedModel } from './embedded-model.ts';
import { findInLlamaCppCache, listLlamaCppCache } from './llama-cpp-cache.ts';
import { formatModelReference, parseModelReference, type RemoteReference } from './model-reference.ts';
import { lookUpName } from './named-reference.ts';
import type { ModelStore, ResolvedModel, ResolveOptions } from './resolved-model.ts';
import { locateModel } from './resolvers/locate-model.ts';
import type { LocatedModel, ResolverContext } from './resolvers/located-model.ts';
import { findOllamaBlob, ollamaModelId } from './resolvers/ollama.ts';
import { expandPath, findLocalModel } from './resolvers/path.ts';
import { locatePinned } from './resolvers/pinned.ts';
import { remoteFolder } from './resolvers/store-path.ts';
import { partProgress } from './split-progress.ts';
import {
  checkStoredFile,
  listManifests,
  readManifest,
  writeManifest,
  type StoredFile,
  type StoreManifest,
} from './store-manifest.ts';
import { removeInFolder, removePartialsBelow, removeStored } from './store-removal.ts';

export interface ModelStoreOptions {
  /** Where downloads live; made when missing. */
  folder: string;
  huggingFace?: { endpoint?: string | undefined; token?: string | undefined } | undefined;
  /** `modelsFolder`: where Ollama keeps its models, by default its own places. */
  ollama?: { modelsFolder?: string | undefined; registry?: string | undefined } | undefined;
  /** Short names: name → reference. */
  aliases?: Readonly<Record<string, string>> | undefined;
  /**
   * For npm, pip, uv and the proxy settings; by default that of this process. When given, package clients keep their
   * temporary files in the store's folder, and their downloads show progress.
   */
  environment?: Environment | undefined;
  /** Replaced in tests. */
  client?: HttpClient | undefined;
  disk?: Disk | undefined;
  run?: RunProgram | undefined;
  embedded?: PinnedModel | undefined;
}

/** Something that the store may hold: a reference with how to find its files. */
interface Wanted {
  /** Canonical. */
  reference: string;
  alias: string | undefined;
  remote: RemoteReference | undefined;
  locate(context: ResolverContext): Promise<LocatedModel>;
}

/**
 * A folder of downloaded models:
 *
 * ```text
 * manifests/<reference>-<hash>.json       what a reference stands for: its files, their size, time and SHA-256
 * embedded/<file>                         the embedded model
 * hf/<organisation>/<repository>/<revision>/[<folder>/]<file>
 * ollama/[<host>/]<namespace>/<name>/<tag>-<digest>.gguf
 * https/<host>/<path>                     (with a part for the query, if there is one)
 * npm/<package>/<version>/<path>          pypi/<package>/<version>/<path>
 * …/<file>.partial, .partial.json         a download under way, and what it's a part of
 * …/<file>.work/, .lock                   a package client's folder; who is downloading
 * <organisation>_<repository>_<file>      what llama.cpp's own tools have downloaded; used, never written
 * ```
 *
 * A file has its final name only when it's whole and verified. It's hashed again only when its time has changed.
 */
export function createModelStore(options: ModelStoreOptions): ModelStore {
  const folder = resolvePath(options.folder);
  const embedded = options.embedded ?? embeddedModel;
  const aliases = options.aliases ?? {};
  const disk = options.disk ?? localDisk;
  const tasks = createSharedTasks<ResolvedModel>();
  const home = homedir();
  const shared: Omit<ResolverContext, 'signal'> = {
    client: options.client ?? createHttpClient({ environment: options.environment }),
    disk,
    run: options.run ?? runProgram,
    environment: options.environment,
    huggingFace: {
      endpoint: (options.huggingFace?.endpoint ?? 'https://huggingface.co').replace(/\/+$/, ''),
      token: options.huggingFace?.token,
    },
    ollama: {
      registry: (options.ollama?.registry ?? 'https://registry.ollama.ai').replace(/\/+$/, ''),
      modelsFolders:
        options.ollama?.modelsFolder === undefined
          ? [join(home, '.ollama', 'models'), '/usr/share/ollama/.ollama/models']
          : [options.ollama.modelsFolder],
    },
  };

  const wantedEmbedded: Wanted = {
    reference: embedded.id,
    alias: undefined,
    remote: undefined,
    locate: async (context) =>
      locatePinned(embedded, async (source) => {
        const reference = parseModelReference(source);
        if (reference.type === 'path' || reference.type === 'name')
          throw new TypeError(`Not a remote source: ${source}`);
        return await locateModel(reference, context);
      }),
  };

  /** A file on this disk, or something that the store may hold. */
  async function interpret(text: string): Promise<{ path: string; alias?: string | undefined } | Wanted> {
    let reference = parseModelReference(text);
    let alias: string | undefined;
    if (reference.type === 'name') {
      const named = lookUpName(reference.name, { aliases, embedded, stored: await list() });
      if (named.type === 'embedded') return wantedEmbedded;
      ({ reference, alias } = { alias: named.alias, reference: named.reference });
    }
    if (reference.type === 'path') return { path: reference.path, alias };
    if (reference.type === 'name') return await interpret(reference.name);
    if (reference.type === 'hugging-face' && reference.plain && (await exists(expandPath(text)))) return { path: text };
    const remote = reference;
    return {
      reference: formatModelReference(remote),
      alias,
      remote,
      locate: (context) => locateModel(remote, context),
    };
  }

  async function findWanted(wanted: Wanted, progress?: ResolveOptions): Promise<ResolvedModel | undefined> {
    const { reference, alias, remote } = wanted;
    const manifest = await readManifest(folder, reference);
    const checked = manifest && (await checkManifest(folder, manifest, progress));
    if (checked !== undefined) return toResolved(folder, { ...checked, id: alias ?? checked.id });
    if (remote?.type === 'ollama') {
      const blob = await findOllamaBlob(remote, shared.ollama.modelsFolders);
      if (blob !== undefined) return { id: alias ?? ollamaModelId(remote), reference, ...blob };
    }
    if (remote?.type === 'hugging-face') {
      const cached = await findInLlamaCppCache(folder, remote);
      if (cached !== undefined) return { reference, ...cached, id: alias ?? cached.id };
    }
    return undefined;
  }

  async function fetchWanted(
    wanted: Wanted,
    progress: { signal: AbortSignal | undefined; onProgress: ProgressListener; offline: boolean },
  ): Promise<ResolvedModel> {
    // Without the network only what needs none to be located can be there without a manifest.
    if (progress.offline && (wanted.remote?.type === 'hugging-face' || wanted.remote?.type === 'ollama')) {
      throw notOnDisk(wanted.reference);
    }
    const { id, files } = await wanted.locate({ ...shared, signal: progress.signal });
    const recorded = await readManifest(folder, wanted.reference);
    const sizes = files.map(({ sizeBytes }) => sizeBytes);
    const stored: StoredFile[] = [];
    for (const [index, file] of files.entries()) {
      const onProgress = partProgress(progress.onProgress, sizes, index);
      const recordedSha256 = recorded?.files.find(({ path }) => path === file.storePath)?.sha256;
      stored.push(await acquireFile(file, { ...progress, onProgress, folder, disk, recordedSha256 }));
    }
    const { reference, alias } = wanted;
    const fetchedAt = new Date().toISOString();
    const manifest: StoreManifest = { version: 1, id, reference, fetchedAt, files: stored };
    await writeManifest(folder, manifest);
    return toResolved(folder, { ...manifest, id: alias ?? id });
  }

  async function list(): Promise<ResolvedModel[]> {
    const manifests = await listManifests(folder);
    const present = await Promise.all(
      manifests.map(async (manifest) => {
        const found = await Promise.all(manifest.files.map(({ path }) => exists(join(folder, path))));
        return found.every(Boolean) ? [toResolved(folder, manifest)] : [];
      }),
    );
    const cached = await listLlamaCppCache(folder);
    return [...present.flat(), ...cached.map((model) => ({ ...model, reference: model.path }))];
  }

  return {
    folder,
    list,
    async resolve(text, resolveOptions = {}) {
      throwIfAborted(resolveOptions.signal);
      const wanted = await interpret(text);
      if ('path' in wanted) return await resolvePathReference(wanted);
      const onProgress = throttleProgress(resolveOptions.onProgress ?? (() => undefined));
      const found = await findWanted(wanted, { ...resolveOptions, onProgress });
      if (found !== undefined) return found;
      const offline = resolveOptions.offline ?? false;
      const key = `${wanted.reference}\n${wanted.alias ?? ''}\n${offline}`;
      return await tasks.run(key, { signal: resolveOptions.signal, onProgress }, (task) =>
        fetchWanted(wanted, { ...task, offline }),
      );
    },
    async find(text) {
      const wanted = await orUndefined(interpret(text));
      if (wanted === undefined) return undefined;
      return 'path' in wanted ? await orUndefined(resolvePathReference(wanted)) : await findWanted(wanted);
    },
    async remove(text) {
      const wanted = await interpret(text);
      if ('path' in wanted) {
        const { path } = await resolvePathReference(wanted);
        return { freedBytes: await removeInFolder(folder, path) };
      }
      const manifest = await readManifest(folder, wanted.reference);
      let freedBytes = manifest === undefined ? 0 : await removeStored(folder, manifest);
      if (manifest === undefined) {
        const cached = await findWanted(wanted);
        if (cached !== undefined) return { freedBytes: await removeInFolder(folder, cached.path) };
        freedBytes = await removePartialsBelow(join(folder, remoteFolder(wanted.remote)));
        if (freedBytes === 0) {
          throw new TuneloopError(
            'MODEL_NOT_FOUND',
            `${wanted.reference} is not on this disk. See what is: tuneloop models.`,
          );
        }
      }
      return { freedBytes };
    },
  };
}

async function resolvePathReference(wanted: { path: string; alias?: string | undefined }): Promise<ResolvedModel> {
  const { id, path, sizeBytes } = await findLocalModel(wanted.path);
  return { id: wanted.alias ?? id, reference: path, path, sizeBytes };
}

/** The manifest when all its files are unharmed; their new times are recorded. */
async function checkManifest(
  folder: string,
  manifest: StoreManifest,
  options: ResolveOptions = {},
): Promise<StoreManifest | undefined> {
  const files = await Promise.all(
    manifest.files.map((file) => checkStoredFile(folder, file, { ...options, label: manifest.id })),
  );
  const whole = files.filter((file) => file !== undefined);
  if (whole.length < files.length) return undefined;
  const updated = { ...manifest, files: whole };
  if (whole.some((file, at) => file !== manifest.files[at])) {
    // A folder that cannot be written is no reason not to use what is in it.
    await writeManifest(folder, updated).catch(() => undefined);
  }
  return updated;
}

function toResolved(folder: string, { id, reference, files }: StoreManifest): ResolvedModel {
  const [first] = files;
  if (first === undefined) throw new TuneloopError('INTERNAL', 'A manifest has no files.');
  const path = join(folder, first.path);
  return {
    id,
    reference,
    path: isFolderConfig(path) ? dirname(path) : path,
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    ...(files.length === 1 && { sha256: first.sha256 }),
  };
}

async function orUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'MODEL_NOT_FOUND') return undefined;
    throw error;
  }
}
