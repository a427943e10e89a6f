import type { CharacterRange, Expression, Grammar } from '../../src/grammar/expression.ts';
import { shortestText } from '../../src/grammar/shortest-text.ts';
import type { Random } from '../../src/sampling/random.ts';

/** Any text that a pruned grammar accepts; short where it could go on for ever. */
export function randomText(grammar: Grammar, random: Random): string {
  let budget = 400;

  function shortestOf(expression: Expression): string {
    const rules = new Map([...grammar.rules, ['', expression]]);
    return shortestText({ root: '', rules });
  }

  function write(expression: Expression): string {
    budget -= 1;
    if (budget < 0) return shortestOf(expression);
    switch (expression.type) {
      case 'literal':
        return expression.text;
      case 'characters':
        return pick(expression.ranges);
      case 'sequence':
        return expression.items.map(write).join('');
      case 'choice':
        return write(expression.options[Math.floor(random() * expression.options.length)]!);
      case 'repeat': {
        const most = Math.min(expression.max, expression.min + 12);
        // Both ends are where mistakes are made.
        const draw = random();
        const times =
          draw < 0.2
            ? expression.min
            : draw < 0.4
              ? most
              : expression.min + Math.floor(random() * (most - expression.min + 1));
        return Array.from({ length: times }, () => write(expression.item)).join('');
      }
      case 'rule':
        return write(grammar.rules.get(expression.name)!);
    }
  }

  function pick(ranges: readonly CharacterRange[]): string {
    const { from, to } = ranges[Math.floor(random() * ranges.length)]!;
    const draw = random();
    const point = draw < 0.2 ? from : draw < 0.4 ? to : from + Math.floor(random() * (to - from + 1));
    return String.fromCodePoint(point);
  }

  return write(grammar.rules.get(grammar.root)!);
}
