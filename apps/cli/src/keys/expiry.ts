import { TuneloopError } from '@tuneloop/protocol';

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/**
 * What `--expires` means, as ISO 8601 in UTC: a time from now (`45m`, `12h`, `30d`, `4w`), a date (its beginning in UTC) or
 * a date with a time. `null`: never.
 *
 * Errors: `INVALID_REQUEST`.
 */
export function parseExpiry(text: string, now: Date = new Date()): string | null {
  if (text === 'never') return null;
  const [, count, unit] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const isDate = /^\d{4}-\d{2}-\d{2}(?:T.+)?$/.test(text);
  const time =
    unit === undefined ? (isDate ? Date.parse(text) : Number.NaN) : now.getTime() + Number(count) * units[unit]!;
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  const message = `--expires "${text}" is no time; write 30d, 12h, 45m, a date such as 2027-01-31, or never.`;
  throw new TuneloopError('INVALID_REQUEST', message);
}
