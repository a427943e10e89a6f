import { canonicalText, jsonTypes, type JsonType } from './json-value.ts';
import type { NumberRange } from './number-range.ts';
import type { SchemaDocument } from './schema-document.ts';
import type { SchemaKeywords } from './schema-keywords.ts';
import type { OpenNode } from './subschemas.ts';
import { isValidAlone, listedValues } from './validate.ts';

/** What several schemas without open choices demand together. */
export interface Constraints {
  /** The schemas, for what they say of properties and items. */
  nodes: readonly OpenNode[];
  /** The types that are allowed. */
  types: ReadonlySet<JsonType>;
  /** Whether a schema named types; otherwise `hintedTypes` has those that its keywords are about. */
  namesTypes: boolean;
  hintedTypes: ReadonlySet<JsonType>;
  /** The only values, when `enum` or `const` lists them. */
  values: unknown[] | undefined;
  number: NumberRange;
  minLength: number;
  maxLength: number;
  patterns: { pattern: string; path: string }[];
  formats: { format: string; path: string }[];
  minItems: number;
  maxItems: number;
  required: ReadonlySet<string>;
  minProperties: number;
  maxProperties: number;
}

const hints: readonly [JsonType, readonly (keyof SchemaKeywords)[]][] = [
  ['object', ['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties']],
  ['array', ['items', 'prefixItems', 'minItems', 'maxItems']],
  ['string', ['minLength', 'maxLength', 'pattern', 'format']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']],
];

/** @returns `undefined` when types or listed values exclude each other. */
export function constraintsOf(document: SchemaDocument, nodes: readonly OpenNode[]): Constraints | undefined {
  const types = new Set(jsonTypes);
  const hintedTypes = new Set<JsonType>();
  const constraints: Constraints = {
    nodes,
    types,
    namesTypes: nodes.some(({ keywords }) => keywords.type !== undefined),
    hintedTypes,
    values: undefined,
    number: { integer: false },
    minLength: 0,
    maxLength: Infinity,
    patterns: [],
    formats: [],
    minItems: 0,
    maxItems: Infinity,
    required: new Set(nodes.flatMap(({ keywords }) => keywords.required ?? [])),
    minProperties: 0,
    maxProperties: Infinity,
  };
  for (const { keywords, path } of nodes) {
    for (const [type, names] of hints) if (names.some((name) => keywords[name] !== undefined)) hintedTypes.add(type);
    applyTypes(constraints, types, keywords);
    applyNumberBounds(constraints.number, keywords);
    for (const name of ['minLength', 'minItems', 'minProperties'] as const) {
      constraints[name] = Math.max(constraints[name], keywords[name] ?? 0);
    }
    for (const name of ['maxLength', 'maxItems', 'maxProperties'] as const) {
      constraints[name] = Math.min(constraints[name], keywords[name] ?? Infinity);
    }
    if (keywords.pattern !== undefined) constraints.patterns.push({ pattern: keywords.pattern, path });
    if (keywords.format !== undefined) constraints.formats.push({ format: keywords.format, path });
  }
  const listed = nodes.map(({ keywords }) => listedValues(keywords)).find((values) => values !== undefined);
  if (listed) {
    const distinct = new Map(listed.map((value) => [canonicalText(value), value]));
    // What the nodes refer to is among them, and so is the branch of each choice.
    constraints.values = [...distinct.values()].filter((value) =>
      nodes.every((node) => isValidAlone(document, node, value)),
    );
  }
  return types.size === 0 || constraints.values?.length === 0 ? undefined : constraints;
}

function applyTypes(constraints: Constraints, types: Set<JsonType>, { type, nullable }: SchemaKeywords): void {
  if (type === undefined) return;
  // OpenAPI 3.0 says `nullable` where JSON Schema lists "null" among the types.
  const named = new Set<string>([type, nullable === true ? 'null' : []].flat());
  if (named.has('integer') && !named.has('number')) constraints.number.integer = true;
  if (named.has('integer')) named.add('number');
  for (const candidate of jsonTypes) if (!named.has(candidate)) types.delete(candidate);
}

function applyNumberBounds(range: NumberRange, keywords: SchemaKeywords): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = keywords;
  if (minimum !== undefined) raiseMinimum(range, minimum, false);
  if (exclusiveMinimum !== undefined) raiseMinimum(range, exclusiveMinimum, true);
  if (maximum !== undefined) lowerMaximum(range, maximum, false);
  if (exclusiveMaximum !== undefined) lowerMaximum(range, exclusiveMaximum, true);
}

export function raiseMinimum(range: NumberRange, value: number, exclusive: boolean): void {
  const current = range.minimum;
  if (current && (current.value > value || (current.value === value && current.exclusive))) return;
  range.minimum = { value, exclusive };
}

export function lowerMaximum(range: NumberRange, value: number, exclusive: boolean): void {
  const current = range.maximum;
  if (current && (current.value < value || (current.value === value && current.exclusive))) return;
  range.maximum = { value, exclusive };
}
