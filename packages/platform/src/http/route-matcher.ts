/**
 * Finds a path's pattern in the OpenAPI document: `/v1/models/{id}` for `/v1/models/qwen`, `undefined` for what is not in it. An
 * id may hold anything, so that only the pattern may be a label or a span's name.
 *
 * @param paths of the document; asked once, at the first path.
 */
export function createRouteMatcher(paths: () => readonly string[]): (path: string) => string | undefined {
  let match: ((path: string) => string | undefined) | undefined;
  return (path) => (match ??= matcherOf(paths()))(path);
}

function matcherOf(paths: readonly string[]): (path: string) => string | undefined {
  const exact = new Set(paths.filter((path) => !path.includes('{')));
  const patterns = paths.flatMap((path) => {
    if (exact.has(path)) return [];
    const parts = path.split(/\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`));
    return [{ path, expression: new RegExp(`^${parts.join('[^/]+')}$`) }];
  });
  return (path) => (exact.has(path) ? path : patterns.find(({ expression }) => expression.test(path))?.path);
}
