import { TuneloopError } from '@tuneloop/protocol';

export interface UpstreamAddress {
  /** Where `/chat/completions` is, without a slash at its end: `http://127.0.0.1:8000/v1`. */
  api: string;
  /** Where a server has what is not OpenAI's (`/tokenize`, `/props`): `http://127.0.0.1:8000`. */
  root: string;
}

/**
 * `http://host:8000`, `http://host:8000/v1/` and `https://host/openai/v1` alike; a URL without a path gets `/v1`.
 *
 * Errors: `INVALID_REQUEST`, which never quotes the URL, since it may hold a password.
 */
export function parseUpstreamUrl(text: string): UpstreamAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw invalid('must be an http: or https: URL, such as http://127.0.0.1:8000/v1');
  }
  if (url.username !== '' || url.password !== '') throw invalid('must not hold a password; set the API key instead');
  if (url.search !== '' || url.hash !== '') throw invalid('must not have a query or a fragment');
  const path = url.pathname.replace(/\/+$/, '');
  const api = `${url.origin}${path === '' ? '/v1' : path}`;
  return { api, root: api.replace(/\/v1$/, '') };
}

function invalid(what: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', `The address of an upstream ${what}.`);
}
