import { throwIfAborted, TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { backOff, discardBody, displayUrl, type HttpRequest, type HttpResponse } from '../download/http-client.ts';
import type { ResolverContext } from './located-model.ts';

/** A file of a repository as the Hub describes it. */
export interface HubFile {
  path: string;
  sizeBytes: number | undefined;
  /** Known for files in large-file storage, which weights are. */
  sha256: string | undefined;
}

const treeSchema = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: z.number().optional(),
    lfs: z.object({ oid: z.string(), size: z.number().optional() }).optional(),
  }),
);

const attempts = 4;

/** The Hub's answer about access, for people. */
export function accessAdvice(hasToken: boolean): string {
  return hasToken
    ? 'Check the name; if the model is gated, accept its terms on its page with the account of HF_TOKEN.'
    : 'Check the name; for a private or gated model set HF_TOKEN.';
}

export function fileUrl(context: ResolverContext, repository: string, revision: string, path: string): string {
  const escaped = path.split('/').map(encodeURIComponent).join('/');
  return `${context.huggingFace.endpoint}/${repository}/resolve/${escapeRevision(revision)}/${escaped}`;
}

/** A revision such as `refs/pr/1` is written with `%2F` in references already. */
function escapeRevision(revision: string): string {
  return encodeURIComponent(decodeURIComponent(revision));
}

export function authorization(context: ResolverContext): Record<string, string> {
  const { token } = context.huggingFace;
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** All files of a revision (`GET /api/models/{repository}/tree/{revision}`, which answers in pages). */
export async function listHubFiles(context: ResolverContext, repository: string, revision: string): Promise<HubFile[]> {
  const files: HubFile[] = [];
  const first = `${context.huggingFace.endpoint}/api/models/${repository}/tree/${escapeRevision(revision)}?recursive=true`;
  for (let url: string | undefined = first; url !== undefined;) {
    const response = await requestWithRetry(context, url, {});
    const entries = treeSchema.parse(await response.body.json());
    for (const { type, path, size, lfs } of entries) {
      if (type !== 'file') continue;
      files.push({ path, sizeBytes: lfs?.size ?? size, sha256: lfs === undefined ? undefined : toSha256(lfs.oid) });
    }
    const next: string | undefined = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    url = next === undefined ? undefined : new URL(next, url).href;
  }
  return files;
}

/** Size and SHA-256 of one file, from the headers that come before the redirect to the file's storage. */
export async function describeHubFile(
  context: ResolverContext,
  repository: string,
  revision: string,
  path: string,
): Promise<HubFile> {
  const url = fileUrl(context, repository, revision, path);
  const response = await requestWithRetry(context, url, { method: 'HEAD', followRedirects: 'same-origin' });
  await discardBody(response);
  const size =
    response.headers.get('x-linked-size') ??
    (response.status === 200 ? response.headers.get('content-length') : undefined);
  return {
    path,
    sizeBytes: size === undefined ? undefined : Number(size),
    sha256: toSha256(response.headers.get('x-linked-etag') ?? ''),
  };
}

async function requestWithRetry(context: ResolverContext, url: string, request: HttpRequest): Promise<HttpResponse> {
  for (let attempt = 1; ; attempt++) {
    throwIfAborted(context.signal);
    try {
      const response = await context.client.request(url, {
        ...request,
        headers: authorization(context),
        signal: context.signal,
      });
      if (response.status < 400) return response;
      await discardBody(response);
      throw statusError(url, response.status, context.huggingFace.token !== undefined);
    } catch (error) {
      if (!TuneloopError.isInstance(error) || !error.retryable || attempt === attempts) throw error;
      await backOff(attempt, 500, context.signal);
    }
  }
}

function statusError(url: string, status: number, hasToken: boolean): TuneloopError {
  const source = displayUrl(url);
  if (status === 401 || status === 403 || status === 404) {
    return new TuneloopError('MODEL_NOT_FOUND', `${source} answers ${status}. ${accessAdvice(hasToken)}`, {
      details: { status },
    });
  }
  const retryable = status === 408 || status === 429 || status >= 500;
  return new TuneloopError('UPSTREAM_FAILED', `${source} answers ${status}. Try again later.`, {
    details: { status },
    retryable,
  });
}

function toSha256(text: string): string | undefined {
  return /^(?:sha256:)?"?([0-9a-f]{64})"?$/i.exec(text)?.[1]?.toLowerCase();
}
