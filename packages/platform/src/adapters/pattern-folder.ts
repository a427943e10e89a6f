import { dirname } from 'node:path';

/** The folder in which a pattern with an absolute path looks: what stands before its first wildcard. */
export function folderOfPattern(pattern: string): string {
  const wildcard = pattern.search(/[*?[{(!]/);
  if (wildcard === -1) return /\.gguf$/i.test(pattern) ? dirname(pattern) : pattern;
  return dirname(`${pattern.slice(0, wildcard)}x`);
}
