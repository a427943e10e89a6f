import type { DFA } from 'refa';
import { intersect, isTooLarge, patternLanguage } from './pattern-language.ts';

/** A larger `maxLength` together with a pattern is lowered to this, and further where the states get too many. */
const countedLength = 2000;

export interface StringConstraints {
  /** ECMAScript patterns, each to be found somewhere in the string. */
  patterns: readonly string[];
  /** In characters (code points). */
  minLength: number;
  /** `Infinity` for no limit. */
  maxLength: number;
}

/**
 * The strings that meet all constraints, but for those that are too long to be counted: every length needs states of
 * its own. Errors as of `patternLanguage`.
 */
export function stringLanguage({ patterns, minLength, maxLength }: StringConstraints): DFA {
  const description = patterns.join(' and ');
  const language = [...new Set(patterns)]
    .map(patternLanguage)
    .reduce((left, right) => intersect(left, right, description), patternLanguage(''));
  const lengths = lengthsOf(language);
  if (minLength <= lengths.min && lengths.max <= maxLength) return language;
  for (let longest = Math.min(maxLength, Math.max(minLength, countedLength)); ; longest = Math.floor(longest / 2)) {
    const end = maxLength === Infinity ? '' : Math.max(minLength, longest);
    try {
      return intersect(language, patternLanguage(`^[^]{${minLength},${end}}$`), description);
    } catch (error) {
      if (!isTooLarge(error) || longest <= minLength || maxLength === Infinity) throw error;
    }
  }
}

/** How short and how long the accepted strings are. */
function lengthsOf(language: DFA): { min: number; max: number } {
  if (language.isEmpty) return { min: Infinity, max: 0 };
  const finals: ReadonlySet<DFA.ReadonlyNode> = language.finals;
  let min = 0;
  let max = 0;
  let states = new Set<DFA.ReadonlyNode>([language.initial]);
  const isFinite = language.isFinite;
  for (let length = 0, shortestFound = false; states.size > 0; length += 1) {
    if ([...states].some((state) => finals.has(state))) {
      if (!shortestFound) min = length;
      shortestFound = true;
      max = length;
      if (!isFinite) return { min, max: Infinity };
    }
    states = new Set([...states].flatMap((state) => [...state.out.values()]));
  }
  return { min, max };
}
