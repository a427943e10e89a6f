import type { KeyLimit, KeyLimits } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';

/** The options of `tuneloop keys` about limits, as they are typed. */
export interface LimitOptions {
  requestsPerMinute?: string;
  tokensPerMinute?: string;
  concurrency?: string;
}

/** `null`: the server's default. Errors: `INVALID_REQUEST`. */
export function parseLimits(options: LimitOptions): { [Name in keyof KeyLimits]: KeyLimit | null } {
  const given = [
    ['requestsPerMinute', '--requests-per-minute'],
    ['tokensPerMinute', '--tokens-per-minute'],
    ['concurrency', '--concurrency'],
  ] as const;
  return Object.fromEntries(
    given.flatMap(([name, flag]) => {
      const text = options[name];
      return text === undefined ? [] : [[name, parseLimit(flag, text)]];
    }),
  );
}

function parseLimit(flag: string, text: string): KeyLimit | null {
  if (text === 'unlimited') return text;
  if (text === 'default') return null;
  if (/^[1-9]\d{0,11}$/.test(text)) return Number(text);
  throw new TuneloopError(
    'INVALID_REQUEST',
    `${flag} "${text}" is no limit; write a number from 1 on, unlimited or default.`,
  );
}

/** In one cell of a table. */
export function describeLimits({ requestsPerMinute, tokensPerMinute, concurrency }: KeyLimits = {}): string {
  const parts = [
    requestsPerMinute === undefined ? [] : `${requestsPerMinute} req/min`,
    tokensPerMinute === undefined ? [] : `${tokensPerMinute} tok/min`,
    concurrency === undefined ? [] : `${concurrency} at once`,
  ].flat();
  return parts.length === 0 ? 'default' : parts.join(', ');
}
