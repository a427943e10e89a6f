import type { OllamaComponentName } from './openapi-components.ts';

export const ollamaTag: { name: string; description: string } = {
  name: 'Ollama',
  description: 'Ollama’s API over the same models. Answers are lines of JSON unless `stream` is false.',
};

type Json = Record<string, unknown>;

function json(name: OllamaComponentName): Json {
  return { schema: { $ref: `#/components/schemas/${name}` } };
}

interface Operation {
  operationId: string;
  summary: string;
  answer: OllamaComponentName;
  request?: { schema: OllamaComponentName; example: Json };
  /** Whether the answer comes in lines unless told otherwise. */
  streams?: true;
}

function describe({ operationId, summary, answer, request, streams }: Operation): Json {
  const lines = streams && { 'application/x-ndjson': json(answer) };
  return {
    operationId,
    tags: [ollamaTag.name],
    summary,
    ...(request && {
      requestBody: {
        required: true,
        content: {
          'application/json': {
            ...json(request.schema),
            examples: {
              example: { value: request.example },
              ...(streams && { stream: { value: { ...request.example, stream: true } } }),
            },
          },
        },
      },
    }),
    responses: {
      200: { description: 'The answer.', content: { 'application/json': json(answer), ...lines } },
      default: { description: 'What went wrong.', content: { 'application/json': json('OllamaError') } },
    },
  };
}

/** The operations of `createOllamaRouter` at `/api`, without those that need a function of the app. */
export const ollamaPaths: Json = {
  '/api/version': {
    get: describe({
      operationId: 'ollamaVersion',
      summary: 'Tell the version of Ollama’s API.',
      answer: 'OllamaVersion',
    }),
  },
  '/api/tags': {
    get: describe({ operationId: 'ollamaListModels', summary: 'List the models.', answer: 'OllamaModelList' }),
  },
  '/api/ps': {
    get: describe({
      operationId: 'ollamaListRunningModels',
      summary: 'List the models that are loaded.',
      answer: 'OllamaRunningList',
    }),
  },
  '/api/show': {
    post: describe({
      operationId: 'ollamaShowModel',
      summary: 'Describe a model.',
      request: { schema: 'OllamaShowRequest', example: { model: 'default' } },
      answer: 'OllamaModelDescription',
    }),
  },
  '/api/chat': {
    post: describe({
      operationId: 'ollamaChat',
      summary: 'Answer a conversation.',
      request: {
        schema: 'OllamaChatRequest',
        example: {
          messages: [{ role: 'user', content: 'Why is the sky blue?' }],
          stream: false,
          options: { num_predict: 100 },
        },
      },
      answer: 'OllamaChatAnswer',
      streams: true,
    }),
  },
  '/api/generate': {
    post: describe({
      operationId: 'ollamaGenerate',
      summary: 'Answer a prompt, or continue it as it is.',
      request: {
        schema: 'OllamaGenerateRequest',
        example: { prompt: 'Why is the sky blue?', stream: false, options: { num_predict: 100 } },
      },
      answer: 'OllamaGenerateAnswer',
      streams: true,
    }),
  },
  '/api/embed': {
    post: describe({
      operationId: 'ollamaEmbed',
      summary: 'Embed texts.',
      request: { schema: 'OllamaEmbedRequest', example: { input: ['A text', 'Another text'] } },
      answer: 'OllamaEmbedAnswer',
    }),
  },
  '/api/embeddings': {
    post: describe({
      operationId: 'ollamaEmbeddings',
      summary: 'Embed a text.',
      request: { schema: 'OllamaEmbeddingsRequest', example: { prompt: 'A text' } },
      answer: 'OllamaEmbeddingsAnswer',
    }),
  },
};
