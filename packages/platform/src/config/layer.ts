import type { ConfigIssue } from './issues.ts';

/** What one source says, before validation. */
export interface Layer {
  /** Nested as in `Config`. */
  values: Record<string, unknown>;
  /** The name, for people, of where a path was set. */
  sourceOf: (path: readonly PropertyKey[]) => string;
  /** What could not even be read. */
  issues: ConfigIssue[];
  warnings: string[];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Sets `a.b.c`, making the objects on the way. */
export function setPath(target: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop()!;
  let place = target;
  for (const key of keys) {
    const next = place[key];
    if (isObject(next)) place = next;
    else place = place[key] = {};
  }
  place[last] = value;
}

/** What is at `a.b.0`, if anything. */
export function getPath(source: unknown, path: string): unknown {
  let place = source;
  for (const key of path.split('.')) {
    if (!(isObject(place) || Array.isArray(place)) || !Object.hasOwn(place, key)) return undefined;
    place = (place as Record<string, unknown>)[key];
  }
  return place;
}

export function removePath(target: Record<string, unknown>, path: readonly PropertyKey[]): void {
  let place: unknown = target;
  for (const key of path.slice(0, -1)) place = isObject(place) ? place[String(key)] : undefined;
  const last = path.at(-1);
  if (isObject(place) && last !== undefined) delete place[String(last)];
}
