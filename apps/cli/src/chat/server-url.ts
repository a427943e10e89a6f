import { TuneloopError } from '@tuneloop/protocol';

/**
 * The base URL of an OpenAI-compatible API, without a slash at the end: `http://host:8000` means its `/v1`.
 *
 * Errors: `INVALID_REQUEST` when it is no http(s) URL.
 */
export function normalizeBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `"${text}" is not the address of a server. Give one such as http://127.0.0.1:8000/v1.`,
    );
  }
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path === '' ? '/v1' : path}`;
}
