/**
 * Takes from this thread's own realm what a program could do harm with, if it ever came out of its own: a second wall,
 * behind a first that has no known hole. To be called when everything is loaded; nothing can be imported afterwards.
 */
export function disarm(): void {
  const makersOfCode = [() => undefined, async () => undefined, function* () {}, async function* () {}];
  for (const maker of makersOfCode) {
    Object.defineProperty(Object.getPrototypeOf(maker), 'constructor', { value: undefined });
  }
  // Nor can what this thread itself still runs be made to call into a program.
  for (const kind of [Object, Function, Array, Promise, Error, TypeError, RangeError, Map, Set, String, Number]) {
    Object.freeze(kind.prototype);
    Object.freeze(kind);
  }
  const world = globalThis as unknown as Record<string, unknown>;
  for (const name of ['process', 'require', 'eval', 'Function', 'fetch', 'WebSocket', 'EventSource', 'navigator']) {
    Reflect.deleteProperty(world, name);
  }
}
