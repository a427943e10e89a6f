import { alternativesOf } from './alternatives.ts';
import type { Constraints } from './constraints.ts';
import type { JsonType } from './json-value.ts';
import { isEmptyRange } from './number-range.ts';
import type { SchemaDocument, SchemaNode } from './schema-document.ts';
import { stringLanguage } from './string-language.ts';
import { itemsOf, propertyOf } from './subschemas.ts';

/** How deep into properties and items a contradiction is looked for. */
const searchDepth = 4;

/**
 * Whether it is evident that no value meets the constraints. `false` says nothing. Only what the schemas themselves
 * say counts here, never what the grammar leaves out for its own reasons.
 */
export function isEvidentlyEmpty(document: SchemaDocument, constraints: Constraints, depth = 0): boolean {
  if (constraints.values) return false;
  return [...constraints.types].every((type) => isTypeEmpty(document, constraints, type, depth));
}

function isTypeEmpty(document: SchemaDocument, constraints: Constraints, type: JsonType, depth: number): boolean {
  const { nodes } = constraints;
  const isImpossible = (members: (SchemaNode | undefined)[]): boolean => {
    const schemas = members.filter((member) => member !== undefined);
    if (depth >= searchDepth || schemas.length === 0) return false;
    const isEmpty = (inner: Constraints): boolean => isEvidentlyEmpty(document, inner, depth + 1);
    return alternativesOf(document, schemas, isEmpty).every(isEmpty);
  };
  switch (type) {
    case 'null':
    case 'boolean':
      return false;
    case 'number':
      return isEmptyRange(constraints.number);
    case 'string':
      return hasNoString(constraints);
    case 'array': {
      const { minItems, maxItems } = constraints;
      if (minItems > maxItems) return true;
      const lists = nodes.map((node) => itemsOf(document, node));
      const places = Array.from({ length: Math.min(minItems, 8) }, (_, place) => place);
      return places.some((place) => isImpossible(lists.map(({ prefix, rest }) => prefix[place] ?? rest)));
    }
    case 'object': {
      const { required, minProperties, maxProperties } = constraints;
      if (Math.max(minProperties, required.size) > maxProperties) return true;
      return [...required].some((name) => isImpossible(nodes.map((node) => propertyOf(document, node, name))));
    }
  }
}

function hasNoString({ minLength, maxLength, patterns }: Constraints): boolean {
  if (minLength > maxLength) return true;
  if (patterns.length === 0) return false;
  try {
    const sources = patterns.map(({ pattern }) => pattern);
    return stringLanguage({ patterns: sources, minLength, maxLength }).isEmpty;
  } catch {
    // A pattern that cannot be enforced is reported where it is compiled.
    return false;
  }
}
