import { LangfuseAPIClient } from '@langfuse/core';
import { TuneloopError } from '@tuneloop/protocol';
import type { OtlpReceiver } from '../otel/post-otlp.ts';

/** A project of a Langfuse: cloud or self-hosted. */
export interface LangfuseConnection {
  /** Where its page is: `http://localhost:3000`. */
  url: string;
  publicKey: string;
  secretKey: string;
}

/** Errors: `INVALID_REQUEST` when an address or a key cannot be one. */
export function checkConnection({ url, publicKey, secretKey }: LangfuseConnection): LangfuseConnection {
  const address = URL.parse(url);
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:') {
    throw new TuneloopError('INVALID_REQUEST', 'The address of Langfuse must be one such as http://localhost:3000.');
  }
  if (publicKey === '' || secretKey === '') {
    throw new TuneloopError(
      'INVALID_REQUEST',
      'Langfuse needs a public and a secret key: its project settings make them.',
    );
  }
  return { url: address.href.replace(/\/$/, ''), publicKey, secretKey };
}

/** The official client of the API; it takes the answers' forms from Langfuse's published description. */
export function langfuseApi(connection: LangfuseConnection): LangfuseAPIClient {
  const { url, publicKey, secretKey } = checkConnection(connection);
  return new LangfuseAPIClient({ environment: url, username: publicKey, password: secretKey });
}

/** Where traces go. */
export function tracesReceiver(connection: LangfuseConnection): OtlpReceiver {
  const { url, publicKey, secretKey } = checkConnection(connection);
  const authorization = `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`;
  return {
    url: `${url}/api/public/otel/v1/traces`,
    encoding: 'json',
    // Written for servers that know observations only.
    headers: { authorization, 'x-langfuse-ingestion-version': '4' },
  };
}
