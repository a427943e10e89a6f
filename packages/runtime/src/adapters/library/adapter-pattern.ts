import { homedir } from 'node:os';
import { delimiter, join, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import { adapterFormatOf } from './adapter-format.ts';

/** Where adapters are looked for. */
export interface AdapterPattern {
  /** Absolute path of the folder that is watched. */
  folder: string;
  /** Levels of folders below it that may hold adapters: 0 for those in the folder itself. */
  depth: number;
  /** Whether an adapter's file or a PEFT folder with this absolute path is meant. */
  matches: (path: string) => boolean;
}

/** Deeper folders are not searched, also where a pattern has `**`. */
const deepest = 8;

/**
 * Several patterns in one text, as in `LORA_PATHS`: separated by commas or by the system's path delimiter (`:`, on
 * Windows `;`).
 */
export function splitAdapterPatterns(text: string): string[] {
  return text
    .split(',')
    .flatMap((part) => part.split(delimiter))
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/**
 * A glob (`*`, `**`, `{a,b}`, `[ab]`), the path of an adapter, or a folder, which means every adapter in it. Relative
 * ones start at the current folder, `~/` at the user's own.
 */
export function parseAdapterPattern(text: string): AdapterPattern {
  const path = text.startsWith('~/') ? join(homedir(), text.slice(2)) : text;
  const { base, glob } = picomatch.scan(withSlashes(path));
  if (glob === '') return plainPath(resolve(path));
  const folder = resolve(base === '' ? '.' : base);
  const isMatch = picomatch(glob);
  return {
    folder,
    depth: glob.includes('**') ? deepest : Math.min(deepest, glob.split('/').length - 1),
    matches(path) {
      const prefix = folder.endsWith(sep) ? folder : folder + sep;
      return path.startsWith(prefix) && isMatch(withSlashes(path.slice(prefix.length)));
    },
  };
}

function plainPath(path: string): AdapterPattern {
  // A single file is looked for in its folder, so that it may come later.
  if (adapterFormatOf(path) !== undefined) {
    return { folder: resolve(path, '..'), depth: 0, matches: (other) => other === path };
  }
  // The folder may be a PEFT adapter itself.
  return { folder: path, depth: 0, matches: (other) => other === path || resolve(other, '..') === path };
}

function withSlashes(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}
