import { isObject } from './layer.ts';
import { Secret } from './secret.ts';

/** Whether two values of a setting mean the same, secrets included. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (one instanceof Secret || other instanceof Secret) {
    return one instanceof Secret && other instanceof Secret && one.reveal() === other.reveal();
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((entry, index) => isSameValue(entry, other[index]));
  }
  if (isObject(one) && isObject(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...names].every((name) => isSameValue(one[name], other[name]));
  }
  return Object.is(one, other);
}
