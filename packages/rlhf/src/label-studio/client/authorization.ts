import { z } from 'zod';
import { TuneloopError } from '@tuneloop/protocol';

/** What requests carry in `Authorization`. */
export interface Authorization {
  header(signal: AbortSignal | undefined): Promise<string>;
  /** After an answer 401: forgets what can be had anew. False where there is no such thing. */
  renew(): boolean;
}

/** Asks for an access token, with the personal access token in the body; the answer's JSON. */
export type ExchangeToken = (refresh: string, signal: AbortSignal | undefined) => Promise<unknown>;

/** An access token is not used in the last moments of its five minutes. */
const marginMs = 20_000;

/**
 * Label Studio has two kinds of tokens. A legacy one is sent as it is, `Token …`. A personal access token is the refresh
 * token of a pair of JSON web tokens: it is exchanged for an access token, sent as `Bearer …`, whenever that runs out.
 */
export function createAuthorization(
  token: string,
  exchange: ExchangeToken,
  now: () => number = Date.now,
): Authorization {
  if (!isPersonalAccessToken(token)) {
    return { header: () => Promise.resolve(`Token ${token}`), renew: () => false };
  }
  let access: { token: string; usableUntil: number } | undefined;
  return {
    async header(signal) {
      if (access === undefined || now() >= access.usableUntil)
        access = readAccess(await exchange(token, signal), now());
      return `Bearer ${access.token}`;
    },
    renew() {
      access = undefined;
      return true;
    },
  };
}

const accessSchema = z.object({ access: z.string().min(1) });

function readAccess(body: unknown, now: number): { token: string; usableUntil: number } {
  const answer = accessSchema.safeParse(body);
  if (!answer.success) {
    throw new TuneloopError('UPSTREAM_FAILED', 'Label Studio gave no access token for the personal access token.');
  }
  const { access } = answer.data;
  const expiry = claim(access, 'exp');
  // Without an end that can be read, the token is used until it is refused.
  return {
    token: access,
    usableUntil: expiry === undefined ? Infinity : Math.max(now + 1000, expiry * 1000 - marginMs),
  };
}

function isPersonalAccessToken(token: string): boolean {
  return claim(token, 'token_type') !== undefined;
}

/** Of a JSON web token, unverified: only its issuer can, and does. */
function claim(token: string, name: 'exp'): number | undefined;
function claim(token: string, name: 'token_type'): string | undefined;
function claim(token: string, name: string): unknown {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  try {
    return (JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}
