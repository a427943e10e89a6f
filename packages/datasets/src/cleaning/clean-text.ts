import { TuneloopError } from '@tuneloop/protocol';
import { removeInvisible } from './invisible-characters.ts';
import { repairMojibake } from './repair-mojibake.ts';

export interface CleaningOptions {
  /** How characters are composed; default `NFC`. `NFKC` also makes ligatures, full-width and superscript characters plain. */
  unicode?: 'NFC' | 'NFKC' | false | undefined;
  /** Repairs UTF-8 that was read as something else; default true. */
  mojibake?: boolean | undefined;
  /** Takes away what nobody sees; default true. */
  invisible?: boolean | undefined;
  /**
   * `tidy` (default): line ends become `\n`, odd spaces plain ones, spaces at the end of lines and more than one empty line
   * go; indentation stays. `collapse`: every run of white space becomes one space. `keep`: nothing.
   */
  whiteSpace?: 'tidy' | 'collapse' | 'keep' | undefined;
}

const oddSpaces = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;

/**
 * Cleans a text; twice is the same as once.
 *
 * Errors: `INVALID_REQUEST` for options that are not allowed.
 */
export function cleanText(text: string, options: CleaningOptions = {}): string {
  const { unicode = 'NFC', mojibake = true, invisible = true, whiteSpace = 'tidy' } = options;
  check('unicode', unicode, ['NFC', 'NFKC', false]);
  check('whiteSpace', whiteSpace, ['tidy', 'collapse', 'keep']);
  let cleaned = text;
  // First of all: its bytes look like control characters.
  if (mojibake) cleaned = repairMojibake(cleaned);
  if (invisible) cleaned = removeInvisible(cleaned);
  if (unicode) cleaned = cleaned.normalize(unicode);
  return spaced(cleaned, whiteSpace);
}

/** Cleans all strings of a JSON value, at any depth; keys stay as they are. What needs no change is returned as it is. */
export function cleanValue<T>(value: T, options: CleaningOptions = {}): T {
  return cleanedValue(value, options) as T;
}

function cleanedValue(value: unknown, options: CleaningOptions): unknown {
  if (typeof value === 'string') return cleanText(value, options);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const cleaned = entries.map(([key, item]): [string, unknown] => [key, cleanedValue(item, options)]);
  if (cleaned.every(([, item], index) => item === entries[index]![1])) return value;
  return Array.isArray(value) ? cleaned.map(([, item]) => item) : Object.fromEntries(cleaned);
}

function spaced(text: string, how: NonNullable<CleaningOptions['whiteSpace']>): string {
  switch (how) {
    case 'keep':
      return text;
    case 'collapse':
      return text.replaceAll(/[\s\u0085]+/g, ' ').trim();
    case 'tidy':
      return text
        .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
        .replaceAll(oddSpaces, ' ')
        .split('\n')
        .map((line) => line.trimEnd())
        .join('\n')
        .replaceAll(/\n{3,}/g, '\n\n')
        .replace(/^\n+/, '')
        .trimEnd();
  }
}

function check(name: string, value: unknown, allowed: readonly unknown[]): void {
  if (allowed.includes(value)) return;
  throw new TuneloopError('INVALID_REQUEST', `${name} must be one of ${allowed.join(', ')}, not ${String(value)}.`);
}
