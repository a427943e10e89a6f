import { serverText } from '../../text/en/server.ts';
import { formText } from '../../ui/form-text.ts';
import type { ApiKey } from './key-queries.ts';

const said = serverText.keys.limits;

export type KeyLimits = ApiKey['limits'];

export const limitNames = ['requests_per_minute', 'tokens_per_minute', 'concurrency'] as const;

/** As the fields of a form have them: a number, or nothing for the server's default. */
export function readLimits(form: FormData, before?: KeyLimits): KeyLimits {
  const limitOf = (name: (typeof limitNames)[number]): KeyLimits[typeof name] => {
    const text = formText(form, name);
    if (text !== '') return Number(text);
    // There is no field for this word: what the command line has said stays.
    return before?.[name] === 'unlimited' ? 'unlimited' : null;
  };
  return {
    requests_per_minute: limitOf('requests_per_minute'),
    tokens_per_minute: limitOf('tokens_per_minute'),
    concurrency: limitOf('concurrency'),
  };
}

/** One line for each limit of a key's own. */
export function describeLimits(limits: KeyLimits): string[] {
  return limitNames.flatMap((name) => {
    const limit = limits[name];
    return limit === null ? [] : [said.short[name](limit === 'unlimited' ? limit : limit.toLocaleString('en'))];
  });
}

/** Whether it is refused because its time is over. */
export function hasEnded({ expires_at: end }: Pick<ApiKey, 'expires_at'>): boolean {
  return end !== null && end * 1000 <= Date.now();
}

const day = 86_400;

/** Choices of when a key ends, in seconds from now; `keep` stands for what it is. */
export const lifetimes: Readonly<Record<string, number | null>> = {
  never: null,
  day,
  week: 7 * day,
  month: 30 * day,
  quarter: 90 * day,
  year: 365 * day,
};

/** What the field of the form says, in seconds since 1970; `null`: never, `undefined`: as it is. */
export function readExpiry(form: FormData, now: number = Date.now()): number | null | undefined {
  const lifetime = lifetimes[formText(form, 'expires')];
  return typeof lifetime === 'number' ? Math.floor(now / 1000) + lifetime : lifetime;
}
