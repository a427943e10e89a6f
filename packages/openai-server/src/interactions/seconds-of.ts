/** Seconds since 1970, with milliseconds, of an ISO 8601 time. */
export function secondsOf(time: string): number {
  return Date.parse(time) / 1000;
}
