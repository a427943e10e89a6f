import type { Constraints } from './constraints.ts';
import { empty, literal, nothing, optional, repeat, sequence, type Expression } from './expression.ts';
import { comma, commaSeparated } from './json-rules.ts';
import type { RuleFactory } from './object-expression.ts';
import type { SchemaDocument, SchemaNode } from './schema-document.ts';
import { itemsOf } from './subschemas.ts';

/**
 * Arrays. After the items that `prefixItems` names, more are written only where the schema says something about them
 * (`items`) or wants them (`minItems`).
 */
export function arrayExpression(document: SchemaDocument, constraints: Constraints, rules: RuleFactory): Expression {
  const { nodes, minItems, maxItems } = constraints;
  if (minItems > maxItems) return nothing;
  const lists = nodes.map((node) => itemsOf(document, node));
  const prefixLength = Math.max(0, ...lists.map(({ prefix }) => prefix.length));
  const valueAt = (place: number): Expression =>
    rules.value(lists.map(({ prefix, rest }) => prefix[place] ?? rest).filter((schema) => schema !== undefined));
  const rest = lists.map((list) => list.rest).filter((schema): schema is SchemaNode => schema !== undefined);
  const isOpen = prefixLength === 0 || rest.length > 0 || minItems > prefixLength;

  function itemsFrom(place: number): Expression {
    if (place >= maxItems) return empty;
    if (place < prefixLength) {
      const item = sequence(place > 0 ? comma : empty, valueAt(place), itemsFrom(place + 1));
      return place < minItems ? item : optional(item);
    }
    if (!isOpen) return empty;
    const item = rules.value(rest);
    const least = Math.max(0, minItems - place);
    const most = maxItems - place;
    return place === 0 ? commaSeparated(item, least, most) : repeat(sequence(comma, item), least, most);
  }

  return sequence(literal('['), itemsFrom(0), literal(']'));
}
