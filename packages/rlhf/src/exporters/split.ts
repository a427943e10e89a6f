import { hash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { ExportSettings } from './settings.ts';

export type SplitName = 'train' | 'validation' | 'test';

/** The files that a split makes, the same whatever rows there are. */
export function splitNames({ split }: ExportSettings): (SplitName | undefined)[] {
  if (!split) return [undefined];
  const names: SplitName[] = ['train'];
  if (split.validation > 0) names.push('validation');
  if (split.test > 0) names.push('test');
  return names;
}

/**
 * Where a group's rows go: its hash with the seed decides, so that a group is never torn apart and stays where it is when
 * others come.
 */
export function splitOf(group: string, { split }: ExportSettings): SplitName | undefined {
  if (!split) return undefined;
  const place = Number.parseInt(hash('sha256', `${split.seed}\n${group}`, 'hex').slice(0, 12), 16) / 2 ** 48;
  if (place < split.validation) return 'validation';
  return place < split.validation + split.test ? 'test' : 'train';
}

/** Where a split of `output` is: `data.jsonl.gz` → `data.validation.jsonl.gz`. */
export function splitPath(output: string, split: SplitName): string {
  const name = basename(output);
  const dot = name.indexOf('.', 1);
  return join(dirname(output), dot === -1 ? `${name}.${split}` : `${name.slice(0, dot)}.${split}${name.slice(dot)}`);
}
