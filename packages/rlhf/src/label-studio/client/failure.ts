import { TuneloopError } from '@tuneloop/protocol';

/** An answer that is no success. */
export interface RefusedRequest {
  status: number;
  /** What was asked for, for people: `project 5`. */
  what: string;
  /** Of the server: scheme, host, path. */
  url: string;
  body: string;
  /** Of the header `Location`. */
  location?: string | undefined;
  /** What the server asks to wait, in ms. */
  retryAfterMs?: number | undefined;
}

const longestDetail = 500;

/**
 * What an answer with an error means, with what to do about it. `details`: `status`; `retryAfterMs` as the server asks;
 * `notTaken: true` where it has certainly done nothing.
 */
export function explainRefusal({ status, what, url, body, location, retryAfterMs }: RefusedRequest): TuneloopError {
  const detail = readDetail(body);
  const said = detail === undefined ? '' : ` It says: ${detail}`;
  const details = { status, retryAfterMs, notTaken: status === 429 };
  if (status === 401) {
    return new TuneloopError(
      'UNAUTHORIZED',
      `Label Studio at ${url} does not take the token.${said} Make one there under "Account & Settings" (a personal access token or, where the organization allows it, a legacy one) and give it as LABEL_STUDIO_API_KEY.`,
      { details },
    );
  }
  if (status === 403) {
    const message = `The token's user may not use ${what} of Label Studio at ${url}.${said} Let an owner of the project give access.`;
    return new TuneloopError('FORBIDDEN', message, { details });
  }
  if (status >= 300 && status < 400) {
    const target = location === undefined ? '' : ` to ${location.slice(0, 300)}`;
    const message = `${url} redirects${target}: give the address of Label Studio itself.`;
    return new TuneloopError('UPSTREAM_FAILED', message, { details, retryable: false });
  }
  if (status === 404 && detail === undefined) return notLabelStudio(url, details);
  if (status === 404) {
    const message = `Label Studio at ${url} has no ${what}: it was deleted, or the token's user does not see it. Check the project's number, or push without one to make a new project.`;
    return new TuneloopError('NOT_FOUND', message, { details });
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    const message = `Label Studio at ${url} refuses the request for ${what} (${status}).${said}`;
    return new TuneloopError('INVALID_REQUEST', message, { details });
  }
  const message = `Label Studio at ${url} answers ${what} with an error (${status}).${said} Look into its log, and run the command again: it goes on where it was.`;
  return new TuneloopError('UPSTREAM_FAILED', message, { details });
}

export function notLabelStudio(url: string, details: Record<string, unknown> = {}): TuneloopError {
  const message = `What answers at ${url} is not Label Studio. Check the address: it is the one of the page on which projects are listed, without /projects.`;
  return new TuneloopError('UPSTREAM_FAILED', message, { details, retryable: false });
}

/** Of Label Studio's error body; `undefined` when it is none. */
function readDetail(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const { detail, validation_errors: mistakes } = parsed as Record<string, unknown>;
    const text = [detail, mistakes ?? (detail === undefined ? parsed : undefined)]
      .filter((part) => part !== undefined)
      .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
      .join(': ');
    return text.length > longestDetail ? `${text.slice(0, longestDetail)}…` : text;
  } catch {
    return undefined;
  }
}
