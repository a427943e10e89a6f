import { describeEventStream } from '../openapi/event-stream.ts';
import { chatExample } from '../openapi/examples.ts';
import type { ExtrasComponentName } from './openapi-components.ts';

type Json = Record<string, unknown>;
type Name = ExtrasComponentName | 'ChatCompletionRequest' | 'Error';

const refTo = (name: Name): Json => ({ $ref: `#/components/schemas/${name}` });
const json = (name: Name): Json => ({ 'application/json': { schema: refTo(name) } });

const responses = (answer: Name, streamed = false): Json => ({
  200: {
    description: streamed ? 'The answer, as a stream when `stream` is true.' : 'The answer.',
    content: {
      ...json(answer),
      ...(streamed &&
        describeEventStream({
          description: `Events of data: {index, content, tokens, stop: false}, the last one a ${answer}.`,
        })),
    },
  },
  default: { description: 'What went wrong.', content: json('Error') },
});

interface PostRoute {
  operationId: string;
  tag: string;
  summary: string;
  request: Name;
  example: Json;
  answer: Name;
  streamed?: boolean;
  parameters?: readonly Json[];
}

function post({ operationId, tag, summary, request, example, answer, streamed, parameters }: PostRoute): Json {
  return {
    post: {
      operationId,
      tags: [tag],
      summary,
      ...(parameters && { parameters }),
      requestBody: {
        required: parameters === undefined,
        content: {
          'application/json': {
            schema: refTo(request),
            examples: {
              example: { value: example },
              ...(streamed && { stream: { value: { ...example, stream: true } } }),
            },
          },
        },
      },
      responses: responses(answer, streamed),
    },
  };
}

const modelParameter = {
  name: 'model',
  in: 'query',
  description: 'Left out: the default model.',
  schema: { type: 'string' },
};

const rerank = (operationId: string): Json =>
  post({
    operationId,
    tag: 'Embeddings',
    summary: 'Rank documents by how relevant they are to a query.',
    request: 'RerankRequest',
    example: { query: 'What is a panda?', documents: ['It is a bear.', 'The train leaves at noon.'], top_n: 1 },
    answer: 'RerankAnswer',
  });

/** The operations that are llama-server's. */
export const extrasPaths: Json = {
  '/v1/chat/completions/input_tokens': post({
    operationId: 'countInputTokens',
    tag: 'Chat',
    summary: 'Count the tokens of a prompt, its template and tools included.',
    request: 'ChatCompletionRequest',
    example: chatExample,
    answer: 'InputTokens',
  }),
  '/apply-template': post({
    operationId: 'applyTemplate',
    tag: 'Chat',
    summary: 'Show the prompt that a conversation would be answered from.',
    request: 'ChatCompletionRequest',
    example: chatExample,
    answer: 'AppliedTemplate',
  }),
  '/tokenize': post({
    operationId: 'tokenize',
    tag: 'Models',
    summary: 'Show the tokens of a text.',
    request: 'TokenizeRequest',
    example: { content: 'Hello, world!', with_pieces: true },
    answer: 'TokenizeAnswer',
  }),
  '/detokenize': post({
    operationId: 'detokenize',
    tag: 'Models',
    summary: 'Show the text of tokens.',
    request: 'DetokenizeRequest',
    example: { tokens: [] },
    answer: 'DetokenizeAnswer',
  }),
  '/completion': post({
    operationId: 'createNativeCompletion',
    tag: 'Completions',
    summary: "Continue a text, answered in llama-server's own shape.",
    request: 'NativeCompletionRequest',
    example: { prompt: 'Once upon a time', n_predict: 50 },
    answer: 'NativeCompletion',
    streamed: true,
  }),
  '/infill': post({
    operationId: 'infill',
    tag: 'Completions',
    summary: 'Fill the gap between two texts, with a model that was made for it.',
    request: 'InfillRequest',
    example: { input_prefix: 'def add(a, b):\n    return ', input_suffix: '\n', n_predict: 16 },
    answer: 'NativeCompletion',
    streamed: true,
  }),
  '/v1/rerank': rerank('rerank'),
  '/v1/reranking': rerank('reranking'),
  '/rerank': rerank('rerankWithoutVersion'),
  '/reranking': rerank('rerankingWithoutVersion'),
  '/slots': {
    get: {
      operationId: 'listSlots',
      tags: ['Models'],
      summary: 'Show which slots of a model are in use.',
      parameters: [modelParameter],
      responses: responses('SlotList'),
    },
  },
  '/slots/{slot}': post({
    operationId: 'changeSlot',
    tag: 'Models',
    summary: "Save a slot's KV cache to a file, restore it, or erase it. Needs the scope `admin`.",
    request: 'SlotFile',
    example: { filename: 'conversation.bin' },
    answer: 'SlotActionResult',
    parameters: [
      { name: 'slot', in: 'path', required: true, schema: { type: 'integer', minimum: 0 } },
      { name: 'action', in: 'query', required: true, schema: { enum: ['save', 'restore', 'erase'] } },
      modelParameter,
    ],
  }),
};
