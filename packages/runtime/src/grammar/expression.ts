/** Inclusive code points. */
export interface CharacterRange {
  from: number;
  to: number;
}

/** What a grammar rule may hold. A choice without options matches nothing; an empty literal matches the empty text. */
export type Expression =
  | { type: 'literal'; text: string }
  | { type: 'characters'; ranges: CharacterRange[] }
  | { type: 'sequence'; items: Expression[] }
  | { type: 'choice'; options: Expression[] }
  | { type: 'repeat'; item: Expression; min: number; max: number }
  | { type: 'rule'; name: string };

/** Named expressions; they may refer to each other and to themselves, but never before they consumed a character. */
export interface Grammar {
  root: string;
  rules: ReadonlyMap<string, Expression>;
}

export const empty: Expression = { type: 'literal', text: '' };
export const nothing: Expression = { type: 'choice', options: [] };

export function literal(text: string): Expression {
  return { type: 'literal', text };
}

const hyphen = 0x2d;

/** @param set single characters and ranges such as `a-z`; a leading or trailing `-` is itself. */
export function characters(set: string): Expression {
  const ranges: CharacterRange[] = [];
  const points = Array.from(set, (character) => character.codePointAt(0)!);
  for (let place = 0; place < points.length; place += 1) {
    const from = points[place]!;
    const isRange = points[place + 1] === hyphen && place + 2 < points.length;
    ranges.push({ from, to: isRange ? points[place + 2]! : from });
    if (isRange) place += 2;
  }
  return { type: 'characters', ranges };
}

export function sequence(...items: Expression[]): Expression {
  const needed = items.filter((item) => item !== empty);
  if (needed.length === 0) return empty;
  return needed.length === 1 ? needed[0]! : { type: 'sequence', items: needed };
}

export function choice(options: Expression[]): Expression {
  return options.length === 1 ? options[0]! : { type: 'choice', options };
}

/** @param max `Infinity` for no limit. */
export function repeat(item: Expression, min: number, max: number): Expression {
  if (max === 0) return empty;
  return min === 1 && max === 1 ? item : { type: 'repeat', item, min, max };
}

export function optional(item: Expression): Expression {
  return repeat(item, 0, 1);
}

export function rule(name: string): Expression {
  return { type: 'rule', name };
}
