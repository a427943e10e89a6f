import { validateHeaderName, validateHeaderValue } from 'node:http';
import { TuneloopError } from '@tuneloop/protocol';

/** Set from the URL and the body, or for the connection alone: two parties that read them differently can be tricked. */
const notToBeGiven: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);

/** What is left of the headers when a redirect leads to another origin: no header that could hold a secret. */
const anyOriginMaySee: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-type',
  'user-agent',
]);

const maxHeaders = 64;
const maxHeaderBytes = 16 * 1024;

/**
 * The caller's headers, in lower case, above what this client says of itself.
 *
 * Errors: `INVALID_REQUEST` for names and values that HTTP does not allow (line breaks above all), for headers that the
 * client sets itself, and for too many of them.
 */
export function requestHeaders(given: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(given);
  const bytes = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (entries.length > maxHeaders || bytes > maxHeaderBytes) {
    throw new TuneloopError('INVALID_REQUEST', `Send at most ${maxHeaders} headers of ${maxHeaderBytes} bytes in all.`);
  }
  const headers: Record<string, string> = {
    accept: '*/*',
    'accept-encoding': 'gzip, br',
    'user-agent': 'tuneloop',
  };
  for (const [name, value] of entries) {
    const lower = name.toLowerCase();
    if (notToBeGiven.has(lower)) {
      throw new TuneloopError(
        'INVALID_REQUEST',
        `Leave out the header "${lower}": it is set from the URL and the body.`,
      );
    }
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (cause) {
      const message = `The header ${JSON.stringify(name.slice(0, 80))} has a name or a value that HTTP does not allow.`;
      throw new TuneloopError('INVALID_REQUEST', message, { cause });
    }
    headers[lower] = value;
  }
  // The response is to be readable here, whatever the caller would like.
  headers['accept-encoding'] = 'gzip, br';
  return headers;
}

export function headersForOtherOrigin(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => anyOriginMaySee.has(name)));
}

export function headersWithoutBody(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
}
