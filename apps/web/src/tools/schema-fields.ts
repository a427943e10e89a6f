/** A JSON Schema as data. */
export type JsonSchema = Readonly<Record<string, unknown>> | boolean;

/**
 * - `lines`: texts, one on each line
 * - `json`: whatever has no field of its own here
 */
export type FieldKind = 'text' | 'number' | 'boolean' | 'choice' | 'lines' | 'json';

/** An argument of a tool, as a form shows it. */
export interface SchemaField {
  name: string;
  kind: FieldKind;
  /** For people: `text`, `number`, `list of text`, … */
  type: string;
  isRequired: boolean;
  description: string | undefined;
  /** Of a `choice`. */
  choices: readonly string[];
  default: unknown;
}

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'yes or no',
  array: 'list',
  object: 'object',
};

/** The arguments of an object's schema, in its order. What refers elsewhere, or may be several things, is `json`. */
export function fieldsOf(schema: JsonSchema): SchemaField[] {
  if (!isSchema(schema) || !isSchema(schema['properties'])) return [];
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [];
  return Object.entries(schema['properties']).map(([name, property]) => {
    const own = isSchema(property) ? property : {};
    const { description } = own;
    return {
      name,
      ...shapeOf(own),
      isRequired: required.includes(name) && own['default'] === undefined,
      description: typeof description === 'string' ? description : undefined,
      default: own['default'],
    };
  });
}

function shapeOf(schema: Schema): Pick<SchemaField, 'kind' | 'type' | 'choices'> {
  const { type, enum: values, items } = schema;
  if (Array.isArray(values) && values.every((value) => typeof value === 'string')) {
    return { kind: 'choice', type: values.join(' | '), choices: values };
  }
  const name = typeof type === 'string' ? (typeNames[type] ?? type) : 'any';
  if (type === 'string') return { kind: 'text', type: name, choices: [] };
  if (type === 'integer' || type === 'number') return { kind: 'number', type: name, choices: [] };
  if (type === 'boolean') return { kind: 'boolean', type: name, choices: [] };
  if (type === 'array' && isSchema(items) && items['type'] === 'string' && items['enum'] === undefined) {
    return { kind: 'lines', type: 'list of text', choices: [] };
  }
  return { kind: 'json', type: name, choices: [] };
}
