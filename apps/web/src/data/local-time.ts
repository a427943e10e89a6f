/** ISO 8601 as the browser's field for a time shows it, in local time to the minute. */
export function toLocalField(iso: string | undefined): string {
  if (iso === undefined) return '';
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** ISO 8601, UTC; `undefined` for a field that is empty or not whole. */
export function fromLocalField(local: string): string | undefined {
  const time = new Date(local);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

const short = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const precise = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

export const formatShortTime = (time: number | string): string => short.format(new Date(time));
export const formatExactTime = (time: number | string): string => precise.format(new Date(time));
