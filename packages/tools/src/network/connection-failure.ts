import { TuneloopError } from '@tuneloop/protocol';

const explained: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the other side closed the connection',
  UND_ERR_SOCKET: 'the other side closed the connection',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  UND_ERR_HEADERS_OVERFLOW: 'its headers are too large',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** `TOOL_FAILED` with words for the model; what is ours already stays as it is. */
export function connectionFailure(error: unknown, host: string): TuneloopError {
  if (TuneloopError.isInstance(error)) return error;
  const code = errorCodeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const why = code === undefined ? message : `${explained[code] ?? message} (${code})`;
  return new TuneloopError('TOOL_FAILED', `The exchange with ${host} failed: ${why}.`, { cause: error });
}

/** A system's or library's code, such as `ECONNREFUSED`. */
export function errorCodeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' && error.code !== '' ? error.code : undefined;
}
