import { isAbsolute, join, relative } from 'node:path';

/** The names under which results of steps have paths. */
const pathNames: ReadonlySet<string> = new Set(['file', 'folder']);

/** A result as it is stored and shown: what is in the run's folder is named from there. */
export function withinRun<T>(result: T, folder: string): T {
  return mapPaths(result, (path) => (isWithin(path, folder) ? relative(folder, path) : path));
}

/** The other way round. */
export function outOfRun<T>(result: T, folder: string): T {
  return mapPaths(result, (path) => (isAbsolute(path) ? path : join(folder, path)));
}

function mapPaths<T>(result: T, map: (path: string) => string): T {
  if (typeof result !== 'object' || result === null) return result;
  const entries = Object.entries(result).map(([name, value]: [string, unknown]) => [
    name,
    pathNames.has(name) && typeof value === 'string' ? map(value) : value,
  ]);
  return Object.fromEntries(entries) as T;
}

function isWithin(path: string, folder: string): boolean {
  const part = relative(folder, path);
  return isAbsolute(path) && part !== '' && !part.startsWith('..') && !isAbsolute(part);
}
