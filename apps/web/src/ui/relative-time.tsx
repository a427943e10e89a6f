import type { ReactElement } from 'react';

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });
const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `5 min. ago`; older than a month: the date. Times are in milliseconds since 1970. */
export function describeTime(time: number, now: number = Date.now()): string {
  const seconds = Math.round((time - now) / 1000);
  if (Math.abs(seconds) > 30 * 86_400) return new Date(time).toLocaleDateString('en', { dateStyle: 'medium' });
  const [unit, size] = units.find(([, least]) => Math.abs(seconds) >= least) ?? units[3];
  return relative.format(Math.trunc(seconds / size), unit);
}

/** When something was, as people say it; the exact time in its title. */
export function RelativeTime({ time }: { time: number }): ReactElement {
  return (
    <time dateTime={new Date(time).toISOString()} title={exact.format(time)} className="whitespace-nowrap">
      {describeTime(time)}
    </time>
  );
}
