import type { JsonSchema, ToolDefinition } from '@tuneloop/protocol';
import { jsonSchemaToGrammar } from '../grammar/index.ts';
import type { CallNotation, ParameterNotation } from '../parsing/index.ts';
import { literal, sequence } from './gbnf-sequence.ts';

type Schema = Exclude<JsonSchema, boolean>;

const annotations = ['title', 'description', 'default', 'examples', '$comment', '$schema', 'deprecated'];
/** Of arguments that are written one by one. */
const argumentKeywords = new Set(['type', 'properties', 'required', 'additionalProperties', ...annotations]);
/** Of text that is written as it is. */
const textKeywords = new Set(['type', 'enum', 'const', ...annotations]);

/** Whether a grammar can write calls of the tool in the notation; otherwise it has to write them as JSON. */
export function canWrite({ parameters: notation }: CallNotation, { parameters }: ToolDefinition): boolean {
  if (notation === undefined) return true;
  if (typeof parameters === 'boolean' || parameters['type'] !== 'object') return false;
  if (Object.keys(parameters).some((keyword) => !argumentKeywords.has(keyword))) return false;
  const properties = parameters['properties'] as Record<string, JsonSchema> | undefined;
  const required = (parameters['required'] ?? []) as string[];
  if (properties === undefined || !required.every((key) => Object.hasOwn(properties, key))) return false;
  return Object.entries(properties).every(([key, schema]) => canWriteParameter(notation, key, schema));
}

function canWriteParameter(notation: ParameterNotation, key: string, schema: JsonSchema): boolean {
  if (typeof schema === 'boolean' || !/^[\w.$-]{1,100}$/.test(key)) return false;
  // References are to the whole schema.
  if (JSON.stringify(schema).includes('"$ref"')) return false;
  const mayBeText = [schema['type']].flat().includes('string');
  return notation.untyped !== true || !mayBeText || plainText(schema) !== undefined;
}

/** Text that can be written as it is: any, or one of several; `undefined` for other values, and text with rules to keep. */
function plainText(schema: Schema): 'any' | string[] | undefined {
  if (Object.keys(schema).some((keyword) => !textKeywords.has(keyword))) return undefined;
  const choices = 'const' in schema ? [schema['const']] : schema['enum'];
  if (!Array.isArray(choices)) return schema['type'] === 'string' ? 'any' : undefined;
  if (schema['type'] !== undefined && schema['type'] !== 'string') return undefined;
  // Words, so that they are neither tags nor, where no type is told, other values.
  const isWord = (choice: unknown): choice is string =>
    typeof choice === 'string' && /^[\p{L}\d][-\p{L}\d_ .]*$/u.test(choice);
  const words = choices.filter(isWord);
  const told =
    schema['type'] === 'string' || words.every((word) => !/^(?:\d.*|true|false|null|True|False|None)$/.test(word));
  return told && words.length === choices.length ? words : undefined;
}

/** GBNF rules for the arguments of a tool that `canWrite`; the first is named `root`. */
export function parameterRules(notation: ParameterNotation, { parameters }: ToolDefinition, root: string): string[] {
  const { properties, required = [] } = parameters as { properties: Record<string, Schema>; required?: string[] };
  const rules: string[] = [];
  const written = Object.entries(properties).map(([key, schema], index) => {
    const text = notation.textEnd === undefined ? undefined : plainText(schema);
    const name = `${root}-${index}`;
    const { before, after } = notation.around(key, text !== undefined);
    const value = text === 'any' ? 'text' : `${name}-value`;
    if (text === undefined) rules.push(jsonSchemaToGrammar(schema, { root: value }));
    else if (text !== 'any') rules.push(`${value} ::= ${text.map(literal).join(' | ')}`);
    rules.push(`${name} ::= ${sequence([...before, { rule: value }, after])}`);
    return { name, isRequired: required.includes(key) };
  });
  // Those that must be there first, so that what stands between parameters always follows one.
  const needed = written.filter(({ isRequired }) => isRequired).map(({ name }) => ({ rule: name }));
  const optional = written.filter(({ isRequired }) => !isRequired).map(({ name }) => name);
  const { between } = notation;
  const rest = optional.map((name) => ({ rule: `(${sequence([between, { rule: name }])})?` }));
  if (needed.length > 0) {
    const all = needed.flatMap((part, index) => (index === 0 ? [part] : [between, part]));
    return [`${root} ::= ${sequence([...all, ...rest])}`, ...rules];
  }
  const choices = optional.map((name, index) => sequence([{ rule: name }, ...rest.slice(index + 1)]));
  return [`${root} ::= ${choices.length === 0 ? '""' : `(${choices.join(' | ')})?`}`, ...rules];
}

/** GBNF rules for text that goes on until `end`, whose first character must not be in it again. */
export function textRules(end: string): string[] {
  const characters = Array.from(end);
  const first = characters[0]!;
  return characters.map((character, index) => {
    const name = (place: number): string => (place === 0 ? 'text' : `text-${place}`);
    const others = `[^${index === 0 ? first : `${character}${first}`}] ${name(0)}`;
    const again = `${literal(first)} ${name(1)}`;
    const onward = index > 0 && index < characters.length - 1 ? [`${literal(character)} ${name(index + 1)}`] : [];
    return `${name(index)} ::= (${[others, again, ...onward].join(' | ')})?`;
  });
}
