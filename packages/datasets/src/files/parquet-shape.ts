import type { SchemaElement } from 'hyparquet';

/** What values of a column look like. `json`: they have nothing in common but that JSON can write them. */
export type Shape =
  | { kind: 'unknown' | 'boolean' | 'integer' | 'number' | 'string' | 'json' }
  | { kind: 'list'; element: Shape }
  | { kind: 'struct'; fields: ReadonlyMap<string, Shape> };

/** Differ from row to row by their nature, so that a struct of all their fields would help nobody. */
const freeForm: ReadonlySet<string> = new Set(['tools', 'arguments', 'parameters', 'metadata']);

function shapeOf(value: unknown): Shape {
  if (value === null || value === undefined) return { kind: 'unknown' };
  if (typeof value === 'boolean' || typeof value === 'string') return { kind: typeof value } as Shape;
  if (typeof value === 'number') return { kind: Number.isSafeInteger(value) ? 'integer' : 'number' };
  if (Array.isArray(value)) {
    return { kind: 'list', element: value.map(shapeOf).reduce(mergeShapes, { kind: 'unknown' }) };
  }
  return shapeOfObject(value as Record<string, unknown>);
}

/** Of a row or another object. */
export function shapeOfObject(value: Record<string, unknown>): Shape {
  const fields = new Map<string, Shape>();
  for (const [name, member] of Object.entries(value)) {
    const shape = shapeOf(member);
    const isNested = shape.kind === 'list' || shape.kind === 'struct';
    fields.set(name, isNested && freeForm.has(name) ? { kind: 'json' } : shape);
  }
  return fields.size === 0 ? { kind: 'json' } : { kind: 'struct', fields };
}

/** The narrowest shape that holds both. */
export function mergeShapes(a: Shape, b: Shape): Shape {
  if (a.kind === 'unknown') return b;
  if (b.kind === 'unknown') return a;
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', element: mergeShapes(a.element, b.element) };
  if (a.kind === 'struct' && b.kind === 'struct') {
    const fields = new Map(a.fields);
    for (const [name, shape] of b.fields) fields.set(name, mergeShapes(fields.get(name) ?? { kind: 'unknown' }, shape));
    return { kind: 'struct', fields };
  }
  if (a.kind === b.kind) return a;
  const kinds = new Set([a.kind, b.kind]);
  return { kind: kinds.has('integer') && kinds.has('number') ? 'number' : 'json' };
}

/**
 * The columns in Parquet's terms: everything may be null, lists have three levels, `json` is text
 * (https://github.com/apache/parquet-format/blob/master/LogicalTypes.md).
 */
export function parquetSchema(columns: ReadonlyMap<string, Shape>): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.size },
    ...[...columns].flatMap(([name, shape]) => elements(name, shape)),
  ];
}

function elements(name: string, shape: Shape): SchemaElement[] {
  const repetition_type = 'OPTIONAL' as const;
  switch (shape.kind) {
    case 'boolean':
      return [{ name, type: 'BOOLEAN', repetition_type }];
    case 'integer':
      return [{ name, type: 'INT64', repetition_type }];
    case 'number':
      return [{ name, type: 'DOUBLE', repetition_type }];
    case 'string':
    case 'json':
    case 'unknown':
      return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type }];
    case 'list':
      return [
        { name, converted_type: 'LIST', repetition_type, num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...elements('element', shape.element),
      ];
    case 'struct':
      return [
        { name, repetition_type, num_children: shape.fields.size },
        ...[...shape.fields].flatMap(([field, inner]) => elements(field, inner)),
      ];
  }
}

/** `value` as Parquet stores it under `shape`; throws the path of what does not fit. */
export function fitted(value: unknown, shape: Shape, path: string): unknown {
  if (value === null || value === undefined) return undefined;
  if (shape.kind === 'json') return JSON.stringify(value);
  if (shape.kind === 'list' && Array.isArray(value)) {
    return value.map((member) => fitted(member, shape.element, `${path}[]`));
  }
  if (shape.kind === 'struct' && typeof value === 'object' && !Array.isArray(value)) {
    const members = Object.entries(value).map(([name, member]) => {
      const inner = shape.fields.get(name);
      if (!inner) throw new MisfitError(`${path}.${name}`);
      return [name, fitted(member, inner, `${path}.${name}`)];
    });
    return Object.fromEntries(members) as unknown;
  }
  if (shape.kind === 'integer' && Number.isSafeInteger(value)) return BigInt(value as number);
  if (shape.kind === 'number' && typeof value === 'number') return value;
  if ((shape.kind === 'boolean' || shape.kind === 'string') && typeof value === shape.kind) return value;
  throw new MisfitError(path);
}

export class MisfitError extends Error {
  override readonly name = 'MisfitError';
  readonly path: string;

  constructor(path: string) {
    super(`${path} does not fit`);
    this.path = path;
  }
}
