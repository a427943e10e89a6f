import { describeSchemas, type OpenApiPart } from '../openapi/openapi-part.ts';
import { removeModelSchema } from './request-wire.ts';
import {
  inspectionSchema,
  memoryOverviewSchema,
  recommendedListSchema,
  removedModelSchema,
} from './response-schemas.ts';

type Json = Record<string, unknown>;

const schemas = {
  MemoryOverview: memoryOverviewSchema,
  ModelInspection: inspectionSchema,
  RecommendedModelList: recommendedListSchema,
  RemovedModel: removedModelSchema,
  RemoveModelRequest: removeModelSchema,
};

const refTo = (name: keyof typeof schemas | 'Error'): Json => ({ $ref: `#/components/schemas/${name}` });

const answered = (name: keyof typeof schemas): Json => ({
  200: { description: 'The answer.', content: { 'application/json': { schema: refTo(name) } } },
  default: { description: 'What went wrong.', content: { 'application/json': { schema: refTo('Error') } } },
});

const query = (name: string, description: string, schema: Json): Json => ({ name, in: 'query', description, schema });

const tags = ['Models'];

/** The routes of `createModelFilesRouter`, for the option `describe` of `createOpenAIRouter`. */
export function describeModelFiles(): OpenApiPart {
  return {
    tags: [],
    paths: {
      '/models/inspect': {
        get: {
          operationId: 'inspectModel',
          tags,
          summary: 'What the file of a model says of itself, and the memory that it needs.',
          parameters: [
            query('model', 'Its name; the default model without it.', { type: 'string' }),
            query('context_size', 'Reckon with so many tokens; the usual sizes without it.', {
              type: 'integer',
              minimum: 1,
            }),
            query('slots', 'Conversations at the same time.', { type: 'integer', minimum: 1, default: 1 }),
          ],
          responses: answered('ModelInspection'),
        },
      },
      '/models/memory': {
        get: {
          operationId: 'getMemory',
          tags,
          summary: 'The memory that models can be put into, and who holds how much of it.',
          responses: answered('MemoryOverview'),
        },
      },
      '/models/recommended': {
        get: {
          operationId: 'listRecommendedModels',
          tags,
          summary: 'Well known models to download, and whether this machine has the memory for them.',
          responses: answered('RecommendedModelList'),
        },
      },
      '/models/remove': {
        post: {
          operationId: 'removeModel',
          tags,
          summary: 'Delete a downloaded model, which is unloaded before. Needs the scope `admin`.',
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: refTo('RemoveModelRequest'),
                examples: { example: { value: { model: 'qwen3-0.6b-q8_0' } } },
              },
            },
          },
          responses: answered('RemovedModel'),
        },
      },
    },
    schemas: describeSchemas(schemas),
  };
}
