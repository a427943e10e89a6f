import { choice, empty, rule, sequence, type Expression, type Grammar } from './expression.ts';

/**
 * Removes what can never be completed (options that match nothing, and rules that only lead to themselves), rules that
 * are not used, and rules that only stand for another one.
 *
 * @returns `undefined` when the root is one of them, so that no text at all matches.
 */
export function prune(grammar: Grammar): Grammar | undefined {
  const productive = findProductive(grammar.rules);
  if (!productive.has(grammar.root)) return undefined;
  const rules = new Map<string, Expression>();
  const simplified = new Map([...productive].map((name) => [name, simplify(grammar.rules.get(name)!, productive)]));
  const meaning = (name: string): string => {
    const target = simplified.get(name)!;
    return target.type === 'rule' ? meaning(target.name) : name;
  };
  const root = meaning(grammar.root);
  const pending = [root];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (rules.has(name)) continue;
    const expression = mapReferences(simplified.get(name)!, (used) => rule(meaning(used)));
    rules.set(name, expression);
    pending.push(...referencesOf(expression).toReversed());
  }
  return { root, rules };
}

function findProductive(rules: ReadonlyMap<string, Expression>): Set<string> {
  const users = new Map<string, string[]>();
  for (const [name, expression] of rules) {
    for (const used of referencesOf(expression)) {
      const known = users.get(used);
      if (known) known.push(name);
      else users.set(used, [name]);
    }
  }
  const productive = new Set<string>();
  const pending = [...rules.keys()];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (productive.has(name) || !isProductive(rules.get(name)!, productive)) continue;
    productive.add(name);
    pending.push(...(users.get(name) ?? []));
  }
  return productive;
}

function isProductive(expression: Expression, productive: ReadonlySet<string>): boolean {
  switch (expression.type) {
    case 'literal':
      return true;
    case 'characters':
      return expression.ranges.length > 0;
    case 'sequence':
      return expression.items.every((item) => isProductive(item, productive));
    case 'choice':
      return expression.options.some((option) => isProductive(option, productive));
    case 'repeat':
      return expression.min === 0 || isProductive(expression.item, productive);
    case 'rule':
      return productive.has(expression.name);
  }
}

/** `expression` must be productive. */
function simplify(expression: Expression, productive: ReadonlySet<string>): Expression {
  switch (expression.type) {
    case 'literal':
    case 'characters':
    case 'rule':
      return expression;
    case 'sequence':
      return sequence(...expression.items.map((item) => simplify(item, productive)));
    case 'choice':
      return choice(
        expression.options
          .filter((option) => isProductive(option, productive))
          .map((option) => simplify(option, productive)),
      );
    case 'repeat':
      if (!isProductive(expression.item, productive)) return empty;
      return { ...expression, item: simplify(expression.item, productive) };
  }
}

function mapReferences(expression: Expression, change: (name: string) => Expression): Expression {
  const mapped = (inner: Expression): Expression => mapReferences(inner, change);
  switch (expression.type) {
    case 'literal':
    case 'characters':
      return expression;
    case 'sequence':
      return { ...expression, items: expression.items.map(mapped) };
    case 'choice':
      return { ...expression, options: expression.options.map(mapped) };
    case 'repeat':
      return { ...expression, item: mapped(expression.item) };
    case 'rule':
      return change(expression.name);
  }
}

function referencesOf(expression: Expression): string[] {
  switch (expression.type) {
    case 'literal':
    case 'characters':
      return [];
    case 'sequence':
      return expression.items.flatMap(referencesOf);
    case 'choice':
      return expression.options.flatMap(referencesOf);
    case 'repeat':
      return referencesOf(expression.item);
    case 'rule':
      return [expression.name];
  }
}
