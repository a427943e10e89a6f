/** Whether `done` settled within `milliseconds`; how it settled does not matter. */
export async function waitAtMost(done: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, milliseconds, false);
  const settle = (): void => resolve(true);
  done.then(settle, settle);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
