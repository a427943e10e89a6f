/** Until the page has had its turn: what is read is not drawn in the same task, which a person would feel. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

/** Until the page has nothing better to do, or a second has passed. */
export function idle(): Promise<void> {
  return new Promise((resolve) => {
    // Not every browser tells.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 1000 });
    else setTimeout(resolve, 200);
  });
}
