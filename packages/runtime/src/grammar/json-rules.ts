import {
  characters,
  choice,
  empty,
  literal,
  optional,
  repeat,
  rule,
  sequence,
  type CharacterRange,
  type Expression,
} from './expression.ts';

/**
 * The white space of everything that is generated: none, but for one optional space after a colon or a comma. Small
 * models fill their whole budget with white space wherever a grammar lets them.
 */
export const colon: Expression = sequence(literal(':'), optional(literal(' ')));
export const comma: Expression = sequence(literal(','), optional(literal(' ')));

/** Enough for every whole number that a double holds exactly, and few enough to end a run of digits. */
export const maximumDigits = 15;

/** Scalar values without surrogates, without `"`, `\` and the control characters that JSON wants escaped. */
export const plainRanges: CharacterRange[] = [
  { from: 0x20, to: 0x21 },
  { from: 0x23, to: 0x5b },
  { from: 0x5d, to: 0xd7ff },
  { from: 0xe000, to: 0x10ffff },
];
export const plainCharacter: Expression = { type: 'characters', ranges: plainRanges };

const hex = (digits: number): Expression => repeat(characters('0-9a-fA-F'), digits, digits);
const lowSurrogate = sequence(characters('dD'), characters('c-fC-F'), hex(2));
const digits = (min: number, max: number): Expression => repeat(characters('0-9'), min, max);

const wholeNumber = choice([literal('0'), sequence(characters('1-9'), digits(0, maximumDigits - 1))]);
const fraction = sequence(literal('.'), digits(1, maximumDigits));
const exponent = sequence(characters('eE'), optional(characters('+-')), digits(1, 2));

/** Any escape that stands for one whole character: a surrogate only together with its other half. */
const escape = choice([
  characters('"\\/bfnrt'),
  sequence(
    literal('u'),
    choice([
      sequence(characters('0-9a-cA-Ce-fE-F'), hex(3)),
      sequence(characters('dD'), characters('0-7'), hex(2)),
      sequence(sequence(characters('dD'), characters('89abAB'), hex(2)), literal('\\u'), lowSurrogate),
    ]),
  ),
]);

const member = sequence(rule('string'), colon, rule('value'));

/** Any JSON value, and its parts by name. */
export const jsonRules: Readonly<Record<string, Expression>> = {
  value: choice([rule('object'), rule('array'), rule('string'), rule('number'), rule('boolean'), rule('null')]),
  object: sequence(literal('{'), commaSeparated(member, 0, Infinity), literal('}')),
  array: sequence(literal('['), commaSeparated(rule('value'), 0, Infinity), literal(']')),
  string: sequence(literal('"'), repeat(rule('character'), 0, Infinity), literal('"')),
  character: choice([plainCharacter, sequence(literal('\\'), rule('escape'))]),
  escape,
  number: sequence(optional(literal('-')), wholeNumber, optional(fraction), optional(exponent)),
  integer: choice([literal('0'), sequence(optional(literal('-')), characters('1-9'), digits(0, maximumDigits - 1))]),
  boolean: choice([literal('true'), literal('false')]),
  null: literal('null'),
};

/** `min` to `max` of `item`. */
export function commaSeparated(item: Expression, min: number, max: number): Expression {
  if (max === 0) return empty;
  const items = sequence(item, repeat(sequence(comma, item), Math.max(0, min - 1), max - 1));
  return min === 0 ? optional(items) : items;
}

/** Exactly this value, with the same freedom of white space as everything else. */
export function jsonLiteral(value: unknown): Expression {
  if (Array.isArray(value)) {
    const items = value.map((item, place) => sequence(place === 0 ? empty : comma, jsonLiteral(item)));
    return sequence(literal('['), ...items, literal(']'));
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member], place) =>
      sequence(place === 0 ? empty : comma, literal(JSON.stringify(key)), colon, jsonLiteral(member)),
    );
    return sequence(literal('{'), ...members, literal('}'));
  }
  return literal(JSON.stringify(value));
}
