import { toolsText } from '../text/en/tools.ts';
import type { SchemaField } from './schema-fields.ts';

const said = toolsText.run;

/**
 * The arguments that were written into a form, by the names of the fields. What is empty and not needed is left out.
 *
 * Throws an `Error` for people, where something is no JSON or no number.
 */
export function readArguments(
  fields: readonly SchemaField[],
  written: (name: string) => string,
): Record<string, unknown> {
  const entries = fields.flatMap((field): [string, unknown][] => {
    const text = written(field.name);
    const isGiven = field.kind === 'text' ? text !== '' : text.trim() !== '';
    if (isGiven) return [[field.name, valueOf(field, text)]];
    if (!field.isRequired) return [];
    // An empty text and an empty list are values; the server says what it makes of them.
    return field.kind === 'text' || field.kind === 'lines' ? [[field.name, field.kind === 'text' ? '' : []]] : [];
  });
  return Object.fromEntries(entries);
}

function valueOf({ name, kind }: SchemaField, text: string): unknown {
  switch (kind) {
    case 'number': {
      const value = Number(text);
      if (Number.isNaN(value)) throw new Error(said.notNumber(name));
      return value;
    }
    case 'boolean':
      return text === 'true';
    case 'lines':
      return text.split('\n');
    case 'json':
      try {
        return JSON.parse(text) as unknown;
      } catch (error) {
        throw new Error(said.notJson(name), { cause: error });
      }
    case 'text':
    case 'choice':
      return text;
  }
}
