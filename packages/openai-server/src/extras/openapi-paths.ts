import { chatExample } from '../openapi/examples.ts';

type Json = Record<string, unknown>;

const json = (name: string): Json => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });

const responses = (answer: string): Json => ({
  200: { description: 'The answer.', content: json(answer) },
  default: { description: 'What went wrong.', content: json('Error') },
});

/** The operations that are llama-server's. */
export const extrasPaths: Json = {
  '/v1/chat/completions/input_tokens': {
    post: {
      operationId: 'countInputTokens',
      tags: ['Chat'],
      summary: 'Count the tokens of a prompt, its template and tools included.',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/ChatCompletionRequest' },
            examples: { example: { value: chatExample } },
          },
        },
      },
      responses: responses('InputTokens'),
    },
  },
  '/slots': {
    get: {
      operationId: 'listSlots',
      tags: ['Models'],
      summary: 'Show which slots of a model are in use.',
      parameters: [
        { name: 'model', in: 'query', description: 'Left out: the default model.', schema: { type: 'string' } },
      ],
      responses: responses('SlotList'),
    },
  },
};
