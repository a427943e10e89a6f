import { TuneloopError } from '@tuneloop/protocol';

/**
 * A URL that may be asked for: absolute, `http` or `https`, without user and password.
 *
 * Errors: `INVALID_REQUEST`.
 */
export function parseHttpUrl(text: string, base?: URL): URL {
  const shown = JSON.stringify(text.slice(0, 200));
  if (!URL.canParse(text, base?.href)) {
    throw new TuneloopError('INVALID_REQUEST', `${shown} is not an absolute URL such as "https://example.org/path".`);
  }
  const url = new URL(text, base?.href);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `${shown} has the scheme "${url.protocol}"; only http and https are served.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new TuneloopError('INVALID_REQUEST', 'Leave user and password out of the URL; send an authorization header.');
  }
  url.hash = '';
  return url;
}
