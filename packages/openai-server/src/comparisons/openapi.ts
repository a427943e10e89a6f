import { describeEventStream } from '../openapi/event-stream.ts';
import { z } from 'zod';
import { messageWireSchema } from '../chat-completions/message-wire.ts';
import { chatCompletionRequestSchema } from '../chat-completions/request-wire.ts';
import { adapterUseSchema, choiceSchema, finishReasonSchema, promptSchema } from '../interactions/response-schemas.ts';
import { choiceRequestSchema } from './answer-choice.ts';
import type { ComparisonWire } from './comparison-wire.ts';
import { comparisonShape } from './decode-comparison.ts';

type Json = Record<string, unknown>;

export type ComparisonComponentName = 'Comparison' | 'ComparisonRequest' | 'ComparisonChoiceRequest';

const comparisonSchema: z.ZodType<ComparisonWire> = z.strictObject({
  id: z.string(),
  object: z.literal('comparison'),
  created_at: z.number().describe('Seconds since 1970, with milliseconds.'),
  prompt: promptSchema.nullable().describe('What the drafts answer; null where texts are not recorded.'),
  drafts: z.array(
    z.strictObject({
      index: z.int().min(0),
      id: z.string().describe('Of its interaction.'),
      message: messageWireSchema.nullable(),
      finish_reason: finishReasonSchema.nullable(),
      model: z.string().exactOptional().describe('Once somebody has chosen, as what follows.'),
      adapters: z.array(adapterUseSchema).exactOptional(),
      settings: z.record(z.string(), z.unknown()).exactOptional(),
    }),
  ),
  choices: z.array(choiceSchema),
  revealed: z.boolean(),
});

export const comparisonComponentSchemas: Readonly<Record<ComparisonComponentName, z.ZodType>> = {
  Comparison: comparisonSchema,
  ComparisonRequest: z
    .intersection(z.object(comparisonShape), chatCompletionRequestSchema)
    .describe('The parameters of a chat completion, and of what there are drafts.'),
  ComparisonChoiceRequest: choiceRequestSchema,
};

const refTo = (name: ComparisonComponentName | 'Error'): Json => ({ $ref: `#/components/schemas/${name}` });

const answers = (alternatives: Json = {}): Json => ({
  200: {
    description: 'The answer.',
    content: { 'application/json': { schema: refTo('Comparison') }, ...alternatives },
  },
  default: { description: 'What went wrong.', content: { 'application/json': { schema: refTo('Error') } } },
});

const comparisonId: Json = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of a comparison.',
  schema: { type: 'string' },
};

const body = (name: ComparisonComponentName, value: Json): Json => ({
  required: true,
  content: { 'application/json': { schema: refTo(name), examples: { example: { value } } } },
});

const tags = ['Interactions'];

export const comparisonPaths: Json = {
  '/v1/comparisons': {
    post: {
      operationId: 'createComparison',
      tags,
      summary: 'Generate drafts of one answer, blind and in random order, for people to choose from.',
      requestBody: body('ComparisonRequest', { messages: [{ role: 'user', content: 'Say hello.' }], n: 2 }),
      responses: answers({
        ...describeEventStream({ description: 'Events by type: draft_start, draft_text, draft_done, comparison, ….' }),
      }),
    },
  },
  '/v1/comparisons/{id}': {
    get: {
      operationId: 'retrieveComparison',
      tags,
      summary: 'Show a comparison; its models once somebody has chosen.',
      parameters: [comparisonId],
      responses: answers(),
    },
  },
  '/v1/comparisons/{id}/choice': {
    post: {
      operationId: 'chooseDraft',
      tags,
      summary: 'Say which draft you prefer; the last word of an author counts.',
      parameters: [comparisonId],
      requestBody: body('ComparisonChoiceRequest', { choice: 'left' }),
      responses: answers(),
    },
  },
};
