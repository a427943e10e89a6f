import { z } from 'zod';
import type { InteractionComponentName } from './openapi-components.ts';
import { filterShape } from './request-wire.ts';

type Json = Record<string, unknown>;

const refTo = (name: InteractionComponentName | 'Error'): Json => ({ $ref: `#/components/schemas/${name}` });

const answers = (name: InteractionComponentName): Json => ({
  200: { description: 'The answer.', content: { 'application/json': { schema: refTo(name) } } },
  default: { description: 'What went wrong.', content: { 'application/json': { schema: refTo('Error') } } },
});

const interactionId: Json = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of an interaction, which is that of the completion.',
  schema: { type: 'string' },
};

const tags = ['Interactions'];

export const interactionsTag = {
  name: 'Interactions',
  description: 'What was said, and what people think of it; on servers that record.',
};

/** The filters as parameters of a query. */
function filters(): Json[] {
  return Object.entries(filterShape).map(([name, schema]) => {
    const { $schema: _dialect, description, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    return { name, in: 'query', ...(description !== undefined && { description }), schema: rest };
  });
}

export const interactionPaths: Json = {
  '/v1/statistics': {
    get: {
      operationId: 'getStatistics',
      tags,
      summary: 'Which models people prefer (Bradley and Terry), and how far they agree.',
      parameters: filters(),
      responses: answers('Statistics'),
    },
  },
  '/v1/interactions': {
    get: {
      operationId: 'listInteractions',
      tags,
      summary: 'List what was recorded, the latest first. A key sees its own, one with `data` or `admin` everything.',
      parameters: [
        ...filters(),
        { name: 'after', in: 'query', description: 'The last id of the page before.', schema: { type: 'string' } },
        { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
      ],
      responses: answers('InteractionList'),
    },
  },
  '/v1/interactions.jsonl': {
    get: {
      operationId: 'downloadInteractions',
      tags,
      summary:
        'The lines of the log that fit, the oldest first, with what was said of each; `tuneloop import` reads them.',
      parameters: filters(),
      responses: {
        200: { description: 'The lines.', content: { 'application/x-ndjson': { schema: { type: 'string' } } } },
        default: { description: 'What went wrong.', content: { 'application/json': { schema: refTo('Error') } } },
      },
    },
  },
  '/v1/interactions/timeline': {
    get: {
      operationId: 'countInteractions',
      tags,
      summary: 'How many there were over time, and how many of them were found good or bad, or failed.',
      parameters: filters(),
      responses: answers('InteractionTimeline'),
    },
  },
  '/v1/interactions/{id}/ratings': {
    post: {
      operationId: 'rateInteraction',
      tags,
      summary: 'Say what you think of an answer; the last word of an author counts.',
      parameters: [interactionId],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: refTo('RatingRequest'),
            examples: { example: { value: { thumb: 'up', comment: 'Short and right.' } } },
          },
        },
      },
      responses: answers('Rating'),
    },
  },
  '/v1/interactions/{id}': {
    get: {
      operationId: 'retrieveInteraction',
      tags,
      summary: 'Show an interaction, with what was said of it.',
      parameters: [interactionId],
      responses: answers('Interaction'),
    },
    delete: {
      operationId: 'deleteInteraction',
      tags,
      summary: 'Forget an interaction, with what was said of it.',
      parameters: [interactionId],
      responses: answers('DeletedInteraction'),
    },
  },
};
