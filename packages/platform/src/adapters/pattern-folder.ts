import { dirname } from 'node:path';
import { adapterFormatOf } from '@tuneloop/runtime';

/** The folder in which a pattern with an absolute path looks: what stands before its first wildcard. */
export function folderOfPattern(pattern: string): string {
  const wildcard = pattern.search(/[*?[{(!]/);
  if (wildcard === -1) return adapterFormatOf(pattern) === undefined ? pattern : dirname(pattern);
  return dirname(`${pattern.slice(0, wildcard)}x`);
}
