import { posix } from 'node:path';

const longestPath = 4095;
const longestName = 255;

/** Why a text cannot be taken for an absolute POSIX path, or undefined. */
export function posixPathMistake(path: string): string | undefined {
  if (path === '') return 'the path is empty';
  if (path.includes('\0')) return 'the path contains a NUL character';
  if (!path.isWellFormed()) return 'the path is not valid Unicode';
  if (path.startsWith('~')) return '"~" is not expanded; write the whole path from "/"';
  if (!posix.isAbsolute(path)) return 'the path must be absolute, beginning with "/"';
  if (Buffer.byteLength(path) > longestPath) return `the path is longer than ${longestPath} bytes`;
  if (path.split('/').some((name) => Buffer.byteLength(name) > longestName)) {
    return `a name in the path is longer than ${longestName} bytes`;
  }
  return undefined;
}
