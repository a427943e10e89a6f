import { TuneloopError } from '@tuneloop/protocol';
import { canonicalText, lengthOf, typeOf } from './json-value.ts';
import type { SchemaDocument, SchemaNode } from './schema-document.ts';
import type { SchemaKeywords } from './schema-keywords.ts';
import { branchesOf, isOpen, itemsOf, propertyOf, type OpenNode } from './subschemas.ts';

/** Deeper than any value: only a schema that refers to itself without end gets there. */
const depthLimit = 500;

/**
 * Whether a value (of an `enum` or `const`) meets the other keywords of its schema. Formats are not judged.
 */
function isValid(document: SchemaDocument, node: SchemaNode, value: unknown, depth = 0): boolean {
  if (!isOpen(node)) return false;
  if (depth > depthLimit) {
    throw new TuneloopError('INVALID_REQUEST', 'The schema refers to itself without end. Look at its $ref keywords.');
  }
  const { keywords } = node;
  const isValidUnder = (other: SchemaNode): boolean => isValid(document, other, value, depth + 1);
  if (keywords.$ref !== undefined && !isValidUnder(document.resolve(keywords.$ref, node))) return false;
  if (!branchesOf(document, node, 'allOf').every(isValidUnder)) return false;
  if (keywords.anyOf && !branchesOf(document, node, 'anyOf').some(isValidUnder)) return false;
  if (keywords.oneOf && branchesOf(document, node, 'oneOf').filter(isValidUnder).length !== 1) return false;
  return isValidAlone(document, node, value, depth);
}

/** As `isValid`, but without what the node refers to and combines (`$ref`, `allOf`, `anyOf`, `oneOf`). */
export function isValidAlone(document: SchemaDocument, node: OpenNode, value: unknown, depth = 0): boolean {
  const { keywords } = node;
  return (
    isOfType(keywords, value) &&
    isListed(keywords, value) &&
    isWithinBounds(keywords, value) &&
    hasValidMembers(document, node, value, depth)
  );
}

/** The values that a schema's own `enum` and `const` leave; `undefined` when it has neither. */
export function listedValues({ enum: values, const: only }: SchemaKeywords): unknown[] | undefined {
  if (only === undefined) return values;
  return values === undefined || values.some((value) => canonicalText(value) === canonicalText(only)) ? [only] : [];
}

function isListed(keywords: SchemaKeywords, value: unknown): boolean {
  const text = canonicalText(value);
  return listedValues(keywords)?.some((listed) => canonicalText(listed) === text) ?? true;
}

function isOfType({ type, nullable }: SchemaKeywords, value: unknown): boolean {
  if (type === undefined) return true;
  const actual = typeOf(value);
  const types = Array.isArray(type) ? type : [type];
  if (actual === 'null' && nullable === true) return true;
  return types.some((allowed) => allowed === actual || (allowed === 'integer' && Number.isInteger(value)));
}

function within(size: number, least = 0, most = Infinity): boolean {
  return size >= least && size <= most;
}

function isWithinBounds(keywords: SchemaKeywords, value: unknown): boolean {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum } = keywords;
  if (typeof value === 'number') {
    if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return false;
    if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) return false;
    return within(value, minimum, maximum);
  }
  if (typeof value === 'string') {
    if (keywords.pattern !== undefined && !RegExp(keywords.pattern, 'u').test(value)) return false;
    return within(lengthOf(value), keywords.minLength, keywords.maxLength);
  }
  if (Array.isArray(value)) return within(value.length, keywords.minItems, keywords.maxItems);
  if (typeof value !== 'object' || value === null) return true;
  if (keywords.required?.some((name) => !Object.hasOwn(value, name))) return false;
  return within(Object.keys(value).length, keywords.minProperties, keywords.maxProperties);
}

function hasValidMembers(document: SchemaDocument, node: OpenNode, value: unknown, depth: number): boolean {
  const isValidMember = (schema: SchemaNode | undefined, member: unknown): boolean =>
    schema === undefined || isValid(document, schema, member, depth + 1);
  if (Array.isArray(value)) {
    const { prefix, rest } = itemsOf(document, node);
    return value.every((item, place) => isValidMember(prefix[place] ?? rest, item));
  }
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => isValidMember(propertyOf(document, node, name), member));
}
