import type { DFA } from 'refa';
import { characters, choice, literal, rule, sequence, type CharacterRange, type Expression } from './expression.ts';

/** What JSON never has as it is within a string: the control characters, `"` and `\`; and no text has a surrogate. */
const escaped = [
  { min: 0, max: 0x1f },
  { min: 0x22, max: 0x22 },
  { min: 0x5c, max: 0x5c },
];
const surrogates = { min: 0xd800, max: 0xdfff };

/**
 * JSON strings whose content an automaton accepts: a rule for each of its states.
 *
 * @param name of the first rule; the others are `name-1`, `name-2`, …
 */
export function stringRules(language: DFA, name: string): Map<string, Expression> {
  const names = new Map<DFA.ReadonlyNode, string>([[language.initial, `${name}-0`]]);
  const rules = new Map<string, Expression>([[name, sequence(literal('"'), rule(`${name}-0`))]]);
  const pending: DFA.ReadonlyNode[] = [language.initial];
  const accepting: ReadonlySet<DFA.ReadonlyNode> = language.finals;
  for (let state = pending.pop(); state; state = pending.pop()) {
    const steps = new Map<DFA.ReadonlyNode, CharacterRange[]>();
    for (const [{ min, max }, target] of state.out) {
      const ranges = steps.get(target) ?? [];
      ranges.push({ from: min, to: max });
      steps.set(target, ranges);
    }
    const options: Expression[] = [];
    for (const [target, ranges] of steps) {
      let targetName = names.get(target);
      if (targetName === undefined) {
        targetName = `${name}-${names.size}`;
        names.set(target, targetName);
        pending.push(target);
      }
      options.push(sequence(jsonCharacter(ranges), rule(targetName)));
    }
    if (accepting.has(state)) options.push(literal('"'));
    rules.set(names.get(state)!, choice(options));
  }
  return rules;
}

/** One character out of `ranges`, as it stands within a JSON string. */
function jsonCharacter(ranges: readonly CharacterRange[]): Expression {
  const options: Expression[] = [];
  const plain = subtract(ranges, [...escaped, surrogates]);
  if (plain.length > 0) options.push({ type: 'characters', ranges: plain });
  const includes = (point: number): boolean => ranges.some(({ from, to }) => from <= point && point <= to);
  if (escapedPoints.every(includes)) options.push(anyEscape);
  else options.push(...escapedPoints.filter(includes).map(writeEscape));
  return choice(options);
}

const escapedPoints = escaped.flatMap(({ min, max }) =>
  Array.from({ length: max - min + 1 }, (_, offset) => min + offset),
);

const anyEscape = sequence(
  literal('\\'),
  choice([characters('"\\bfnrt'), sequence(literal('u00'), characters('01'), characters('0-9a-fA-F'))]),
);

function writeEscape(point: number): Expression {
  return literal(JSON.stringify(String.fromCodePoint(point)).slice(1, -1));
}

function subtract(
  ranges: readonly CharacterRange[],
  excluded: Iterable<{ min: number; max: number }>,
): CharacterRange[] {
  let left = [...ranges];
  for (const { min, max } of excluded) {
    left = left.flatMap(({ from, to }) =>
      [
        { from, to: Math.min(to, min - 1) },
        { from: Math.max(from, max + 1), to },
      ].filter((range) => range.from <= range.to),
    );
  }
  return left;
}
