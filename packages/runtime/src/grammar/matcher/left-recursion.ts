import type { ByteGrammar } from './byte-grammar.ts';

/** Whether a rule can begin with itself: whoever follows a text from left to right would never get to its first byte. */
export function isLeftRecursive({ rules }: ByteGrammar): boolean {
  const nullable = nullableRules(rules);
  const begins = rules.map((alternatives) => [
    ...new Set(
      alternatives.flatMap((sequence) => {
        const first: number[] = [];
        for (const element of sequence) {
          if (element.type === 'byte') break;
          first.push(element.rule);
          if (!nullable.has(element.rule)) break;
        }
        return first;
      }),
    ),
  ]);
  const states: ('open' | 'done' | undefined)[] = [];
  for (const start of rules.keys()) {
    if (states[start] !== undefined) continue;
    // A stack of our own: rules made of repetitions can be many thousands deep.
    const path = [{ rule: start, next: 0 }];
    states[start] = 'open';
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const rule = begins[step.rule]![step.next++];
      if (rule === undefined) {
        states[step.rule] = 'done';
        path.pop();
      } else if (states[rule] === 'open') {
        return true;
      } else if (states[rule] === undefined) {
        states[rule] = 'open';
        path.push({ rule, next: 0 });
      }
    }
  }
  return false;
}

/** Those that stand for no text at all, among others. */
function nullableRules(rules: ByteGrammar['rules']): Set<number> {
  const nullable = new Set<number>();
  for (let before = -1; before < nullable.size;) {
    before = nullable.size;
    for (const [rule, alternatives] of rules.entries()) {
      const isNullable = alternatives.some((sequence) =>
        sequence.every((element) => element.type === 'rule' && nullable.has(element.rule)),
      );
      if (isNullable) nullable.add(rule);
    }
  }
  return nullable;
}
