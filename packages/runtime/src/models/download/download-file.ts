import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { throwIfAborted, TuneloopError, type ProgressListener } from '@tuneloop/protocol';
import { explainWriteError, requireSpace, type Disk } from './disk.ts';
import {
  abandonBody,
  backOff,
  discardBody,
  displayUrl,
  explainNetworkError,
  type HttpClient,
  type HttpResponse,
} from './http-client.ts';
import {
  openPartialFile,
  readPartialState,
  removePartialFile,
  type CompleteFile,
  type ExpectedFile,
  type PartialFile,
  type PartialState,
} from './partial-file.ts';

export interface DownloadOptions extends ExpectedFile {
  url: string;
  headers?: Readonly<Record<string, string>> | undefined;
  destination: string;
  client: HttpClient;
  disk: Disk;
  signal?: AbortSignal | undefined;
  onProgress?: ProgressListener | undefined;
  /** For progress. */
  label?: string | undefined;
  /** Looks at the whole file before it gets its name; throws when it is not what it should be. */
  assertContent?: ((path: string) => Promise<void>) | undefined;
  /** What to do about 401, 403 and 404. */
  accessAdvice?: string | undefined;
  /** Tries that bring no new byte before it is given up. */
  attempts?: number | undefined;
  /** First wait between tries, in ms; doubles each time. */
  retryDelayMs?: number | undefined;
}

/**
 * Downloads a file. What an earlier try left is continued when the server still has the same content (`If-Range` with a
 * strong ETag; with a known SHA-256 a server without ETags is trusted until the end). Network failures, silence, 408,
 * 429 and 5xx are retried. Cancelling keeps what came so far. The caller holds the lock of `destination`.
 *
 * Errors: `UPSTREAM_FAILED` (network, server, wrong size or SHA-256), `MODEL_NOT_FOUND` (401, 403, 404, 410),
 * `RESOURCE_EXHAUSTED` (disk full), `STORE_FAILED` (folder not writable), `ABORTED`.
 */
export async function downloadFile(options: DownloadOptions): Promise<CompleteFile> {
  const { destination, disk } = options;
  try {
    await mkdir(dirname(destination), { recursive: true });
    let state = await readPartialState(destination);
    if (!mayContinue(state, options)) {
      await removePartialFile(destination);
      state = undefined;
    }
    const hashOptions = {
      signal: options.signal,
      onProgress: options.onProgress,
      total: state?.sizeBytes,
      label: options.label,
    };
    const file = await openPartialFile(destination, disk, hashOptions);
    try {
      const sizeBytes = await fetchAll(file, state ?? {}, options);
      return await file.complete(
        { sizeBytes: options.sizeBytes ?? sizeBytes, sha256: options.sha256 },
        options.assertContent,
      );
    } finally {
      await file.close().catch(() => undefined);
    }
  } catch (error) {
    throw await explainWriteError(error, disk, destination, options.sizeBytes);
  }
}

function mayContinue(state: PartialState | undefined, expected: ExpectedFile): boolean {
  if (state === undefined) return false;
  if (state.sha256 !== undefined && expected.sha256 !== undefined) return state.sha256 === expected.sha256;
  return state.etag !== undefined;
}

/** Returns the size that the server told, if it did. */
async function fetchAll(file: PartialFile, state: PartialState, options: DownloadOptions): Promise<number | undefined> {
  const attempts = options.attempts ?? 5;
  let current = state;
  let failures = 0;
  for (;;) {
    const before = file.length;
    try {
      const result = await fetchRest(file, current, options);
      if (result.complete) return result.state.sizeBytes;
      current = result.state;
    } catch (error) {
      const failure = TuneloopError.isInstance(error) ? error : undefined;
      if (failure?.code !== 'UPSTREAM_FAILED' || !failure.retryable) throw error;
      failures = file.length > before ? 1 : failures + 1;
      if (failures >= attempts) throw error;
      current = (await readPartialState(options.destination)) ?? {};
      const retryAfter = failure.details['retryAfterSeconds'];
      const leastMs = typeof retryAfter === 'number' ? Math.min(retryAfter, 60) * 1000 : 0;
      await backOff(failures, options.retryDelayMs ?? 500, options.signal, leastMs);
    }
  }
}

interface FetchResult {
  /** `false`: ask again from the start. */
  complete: boolean;
  state: PartialState;
}

async function fetchRest(file: PartialFile, state: PartialState, options: DownloadOptions): Promise<FetchResult> {
  const { client, signal } = options;
  throwIfAborted(signal);
  if (file.length > 0 && file.length === state.sizeBytes) return { complete: true, state };
  if (file.length > 0 && !mayContinue(state, options)) await file.restart();
  const response = await client.request(options.url, {
    headers: { ...options.headers, ...(file.length > 0 && rangeHeaders(file.length, state)) },
    signal,
  });
  if (response.status === 416) {
    await discardBody(response);
    await file.restart();
    return { complete: false, state: {} };
  }
  if (response.status !== 200 && response.status !== 206) {
    await discardBody(response);
    throw statusError(response, options);
  }
  const answered = describe(response, options);
  const continues = response.status === 206 && rangeStart(response) === file.length && isSame(state, answered);
  if (!continues) {
    const wasPartial = response.status === 206;
    await file.restart();
    if (wasPartial) {
      abandonBody(response);
      return { complete: false, state: {} };
    }
  }
  await file.writeState(answered);
  await receive(file, response, answered, options);
  return { complete: true, state: answered };
}

function rangeHeaders(offset: number, state: PartialState): Record<string, string> {
  return { range: `bytes=${offset}-`, ...(state.etag !== undefined && { 'if-range': state.etag }) };
}

function describe(response: HttpResponse, options: DownloadOptions): PartialState {
  const etag = response.headers.get('etag');
  const total =
    response.status === 206
      ? /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]
      : response.headers.get('content-length');
  return {
    // A weak validator does not promise the same bytes.
    ...(etag !== undefined && !etag.startsWith('W/') && { etag }),
    ...(total !== undefined && { sizeBytes: Number(total) }),
    ...(options.sha256 !== undefined && { sha256: options.sha256 }),
  };
}

function rangeStart(response: HttpResponse): number | undefined {
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}

/** Servers that do not know `If-Range` answer 206 with a new ETag when the content has changed. */
function isSame(before: PartialState, now: PartialState): boolean {
  return before.etag === now.etag || now.sha256 !== undefined;
}

async function receive(
  file: PartialFile,
  response: HttpResponse,
  state: PartialState,
  options: DownloadOptions,
): Promise<void> {
  const total = options.sizeBytes ?? state.sizeBytes;
  if (total !== (state.sizeBytes ?? total)) {
    abandonBody(response);
    throw new TuneloopError(
      'UPSTREAM_FAILED',
      `${displayUrl(options.url)} is ${state.sizeBytes} bytes long instead of ${options.sizeBytes}: it is not the file that was asked for.`,
      { retryable: false },
    );
  }
  options.onProgress?.({ phase: 'download', completed: file.length, total, label: options.label });
  try {
    if (total !== undefined) await requireSpace(options.disk, file.path, total - file.length);
    for await (const chunk of response.body) {
      throwIfAborted(options.signal);
      await appendOrExplain(file, chunk as Buffer, total, options);
      options.onProgress?.({ phase: 'download', completed: file.length, total, label: options.label });
    }
  } catch (error) {
    throw explainNetworkError(error, response.url, options.signal);
  } finally {
    abandonBody(response);
  }
  if (state.sizeBytes !== undefined && file.length < state.sizeBytes) {
    throw new TuneloopError(
      'UPSTREAM_FAILED',
      `${new URL(response.url).host} closed the connection too early. Try again.`,
    );
  }
}

async function appendOrExplain(
  file: PartialFile,
  data: Buffer,
  total: number | undefined,
  options: DownloadOptions,
): Promise<void> {
  try {
    await file.append(data);
  } catch (error) {
    const needed = total === undefined ? undefined : total - file.length;
    const explained = await explainWriteError(error, options.disk, options.destination, needed);
    throw TuneloopError.isInstance(explained)
      ? explained
      : new TuneloopError('STORE_FAILED', `Writing ${file.path} failed: ${String(error)}`, { cause: error });
  }
}

function statusError(response: HttpResponse, options: DownloadOptions): TuneloopError {
  const { status } = response;
  const source = displayUrl(options.url);
  if (status === 401 || status === 403 || status === 404 || status === 410) {
    const advice = options.accessAdvice ?? 'Check the address.';
    return new TuneloopError('MODEL_NOT_FOUND', `${source} answers ${status}. ${advice}`, { details: { status } });
  }
  const retryable = status === 408 || status === 429 || status >= 500;
  const advice = retryable ? 'Try again later.' : 'Check the address.';
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new TuneloopError('UPSTREAM_FAILED', `${source} answers ${status}. ${advice}`, {
    details: { status, ...(retryAfter > 0 && { retryAfterSeconds: retryAfter }) },
    retryable,
  });
}
