import type { ToolDefinition } from '@tuneloop/protocol';
import { createSchemaValidator } from '../grammar/schema-validator.ts';

/** With bounded arguments, so that every call can be completed. */
export const tools: ToolDefinition[] = [
  {
    name: 'get_weather',
    description: 'The weather of a city.',
    parameters: {
      type: 'object',
      properties: {
        city: { type: 'string', maxLength: 20 },
        days: { type: 'integer', minimum: 1, maximum: 7 },
        units: { enum: ['metric', 'imperial'] },
      },
      required: ['city', 'days'],
      additionalProperties: false,
    },
  },
  {
    name: 'book-table',
    parameters: {
      type: 'object',
      properties: {
        at: { $ref: '#/$defs/time' },
        guests: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 12 }, minItems: 1, maxItems: 3 },
      },
      required: ['at', 'guests'],
      additionalProperties: false,
      $defs: { time: { type: 'string', pattern: '^[0-2][0-9]:[0-5][0-9]$' } },
    },
  },
];

export const questions: readonly string[] = [
  'What is the weather in Rome for the next three days?',
  'Book a table for Ann and Bob at eight.',
  'Tell me a joke.',
  'Wie wird das Wetter in Köln?',
  '{"name": "other", "arguments": {}}',
];

/** What is wrong with the arguments under the schema of their tool. */
export function problemsOf(calls: readonly { name: string; arguments: string }[]): string[] {
  return calls.flatMap(({ name, arguments: text }) => {
    const tool = tools.find((candidate) => candidate.name === name)!;
    return createSchemaValidator(tool.parameters)(text) ?? [];
  });
}
