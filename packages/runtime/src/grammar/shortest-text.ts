import type { CharacterRange, Expression, Grammar } from './expression.ts';

/** The shortest text that a pruned grammar matches; of equally short ones, the one that is written first. */
export function shortestText(grammar: Grammar): string {
  const texts = new Map<string, string>();
  // A rule's text only gets shorter, and each pass settles at least the rules that are one step deeper.
  for (let changed = true; changed;) {
    changed = false;
    for (const [name, expression] of grammar.rules) {
      const text = shortest(expression, texts);
      const known = texts.get(name);
      if (text === undefined || (known !== undefined && known.length <= text.length)) continue;
      texts.set(name, text);
      changed = true;
    }
  }
  return texts.get(grammar.root)!;
}

function shortest(expression: Expression, texts: ReadonlyMap<string, string>): string | undefined {
  switch (expression.type) {
    case 'literal':
      return expression.text;
    case 'characters':
      return pickCharacter(expression.ranges);
    case 'sequence':
      return concatenate(expression.items.map((item) => shortest(item, texts)));
    case 'choice':
      return expression.options
        .map((option) => shortest(option, texts))
        .filter((text) => text !== undefined)
        .toSorted((a, b) => a.length - b.length)[0];
    case 'repeat':
      return expression.min === 0 ? '' : shortest(expression.item, texts)?.repeat(expression.min);
    case 'rule':
      return texts.get(expression.name);
  }
}

function concatenate(parts: (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** A letter or digit where one is allowed, as a person would choose. */
function pickCharacter(ranges: readonly CharacterRange[]): string {
  for (const wanted of ['a', 'A', '0', '1']) {
    const point = wanted.codePointAt(0)!;
    if (ranges.some(({ from, to }) => from <= point && point <= to)) return wanted;
  }
  return String.fromCodePoint(ranges[0]!.from);
}
