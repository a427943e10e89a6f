/** What was asked for last, as long as it is valid. */
export interface Remembered<T> {
  (): T;
  /** Asks again next time. */
  forget(): void;
}

/** Asks again only when the answer is older than `validMs`; callers in between share it. */
export function remember<T>(ask: () => T, validMs: number): Remembered<T> {
  let answer: { value: T; askedAt: number } | undefined;
  const read = (): T => {
    const now = performance.now();
    if (answer === undefined || now - answer.askedAt >= validMs) answer = { value: ask(), askedAt: now };
    return answer.value;
  };
  return Object.assign(read, { forget: () => (answer = undefined) });
}
