import { describeEventStream } from './event-stream.ts';
import { adapterPaths } from '../adapters/openapi-paths.ts';
import { countTokensExample, messagesExample } from '../messages/examples.ts';
import { extrasPaths } from '../extras/openapi-paths.ts';
import { managePaths } from '../models/openapi-paths.ts';
import { comparisonPaths } from '../comparisons/openapi.ts';
import { exportPaths } from '../exports/openapi-paths.ts';
import { pushPaths } from '../pushes/openapi.ts';
import { filePaths } from '../files/openapi-paths.ts';
import { fineTuningPaths } from '../fine-tuning/openapi-paths.ts';
import { interactionPaths } from '../interactions/openapi-paths.ts';
import { loopPaths } from '../loop/openapi.ts';
import { trainingPaths } from '../training/openapi-paths.ts';
import { jobPaths } from '../jobs/openapi-paths.ts';
import { ollamaPaths } from '../ollama/openapi-paths.ts';
import { refTo, type ComponentName } from './component-schemas.ts';
import { chatExample, completionExample, embeddingExample, responseExample } from './examples.ts';

type Json = Record<string, unknown>;

const errorDescriptions: Readonly<Record<string, string>> = {
  400: 'The request has a mistake; `param` names it.',
  401: 'No API key, or one that is unknown or revoked.',
  403: 'The API key lacks the scope, or the Host or Origin is not allowed.',
  404: 'There is no such model or response.',
  405: 'The method is not allowed here; `Allow` names those that are.',
  413: 'The request body is too large.',
  415: 'The request body is not JSON.',
  429: 'The API key is over its limit; try again after `Retry-After` seconds.',
  500: 'The server failed.',
  502: 'A server that this one depends on failed.',
  503: 'The queue is full, resources ran out, or the server is stopping; try again after `Retry-After` seconds.',
  504: 'A deadline passed.',
  529: 'The queue is full, or resources ran out; try again after `Retry-After` seconds.',
};

const bodyErrors = ['413', '415', '502', '504'];
const everyError = ['400', '401', '403', '404', '405', '429', '500', '503'];
const retryCodes: ReadonlySet<string> = new Set(['429', '503', '529']);

const requestIdHeader = { 'x-request-id': { $ref: '#/components/headers/RequestId' } };
const answerHeaders = { ...requestIdHeader, 'x-tuneloop-ignored': { $ref: '#/components/headers/Ignored' } };

/** The components that describe errors: OpenAI's, and Anthropic's. */
type ErrorShape = 'Error' | 'AnthropicError';

function errors(codes: readonly string[], shape: ErrorShape = 'Error'): Json {
  return Object.fromEntries(codes.toSorted().map((code) => [code, { $ref: `#/components/responses/${shape}${code}` }]));
}

/** The answers that `errors` refers to. */
export function createErrorResponses(): Json {
  const shapes: readonly ErrorShape[] = ['Error', 'AnthropicError'];
  const responses = shapes.flatMap((shape) =>
    Object.entries(errorDescriptions).map(([code, description]) => {
      const retry = retryCodes.has(code) ? { 'retry-after': { $ref: '#/components/headers/RetryAfter' } } : {};
      const content = { 'application/json': { schema: refTo(shape) } };
      return [`${shape}${code}`, { description, headers: { ...requestIdHeader, ...retry }, content }];
    }),
  );
  return Object.fromEntries(responses) as Json;
}

interface PostRoute {
  operationId: string;
  tag: string;
  summary: string;
  request: ComponentName;
  example: Json;
  answer: ComponentName;
  /** What the events of a stream hold. */
  chunk?: ComponentName;
  /** Which events come, where it is not OpenAI's way. */
  framing?: string;
  /** OpenAI's where left out. */
  errorShape?: ErrorShape;
}

/** An operation without a request body. */
interface PlainRoute {
  operationId: string;
  tag: string;
  summary: string;
  answer: ComponentName;
  parameters?: readonly Json[];
}

function post(route: PostRoute): Json {
  const stream = route.chunk && describeStream(route.chunk, route);
  return {
    post: {
      operationId: route.operationId,
      tags: [route.tag],
      summary: route.summary,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: refTo(route.request),
            examples: {
              example: { value: route.example },
              ...(stream && { stream: { value: { ...route.example, stream: true } } }),
            },
          },
        },
      },
      responses: {
        200: {
          description: route.chunk ? 'The answer, as a stream when `stream` is true.' : 'The answer.',
          headers: answerHeaders,
          content: { 'application/json': { schema: refTo(route.answer) }, ...stream },
        },
        ...errors([...bodyErrors, ...everyError, ...(route.errorShape ? ['529'] : [])], route.errorShape),
      },
    },
  };
}

/** OpenAI's streams end with `[DONE]`, and with an error where they failed on the way. */
function describeStream(chunk: ComponentName, route: Pick<PostRoute, 'framing' | 'errorShape'>): Json {
  const { framing } = route;
  const error: ErrorShape = route.errorShape ?? 'Error';
  const data = [chunk, error];
  return framing === undefined
    ? describeEventStream({ description: `${chunk}, then [DONE]; or an Error.`, data, end: '[DONE]' })
    : describeEventStream({ description: framing, data });
}

function plain({ operationId, tag, summary, answer, parameters }: PlainRoute): Json {
  return {
    operationId,
    tags: [tag],
    summary,
    ...(parameters && { parameters }),
    responses: {
      200: {
        description: 'The answer.',
        headers: requestIdHeader,
        content: { 'application/json': { schema: refTo(answer) } },
      },
      ...errors(everyError),
    },
  };
}

function idInPath(description: string): Json {
  return { name: 'id', in: 'path', required: true, description, schema: { type: 'string' } };
}

const itemListParameters: readonly Json[] = [
  { name: 'order', in: 'query', schema: { enum: ['asc', 'desc'], default: 'desc' } },
  { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
  {
    name: 'after',
    in: 'query',
    description: 'The id of the last item of the page before.',
    schema: { type: 'string' },
  },
];

/** Every operation of the router. */
export function createPaths(): Json {
  const modelId = idInPath('The id of a model; may hold `:` and `/`.');
  const responseId = idInPath('The id of a response.');
  return {
    ...adapterPaths,
    ...managePaths,
    ...extrasPaths,
    ...interactionPaths,
    ...comparisonPaths,
    ...exportPaths,
    ...pushPaths,
    ...filePaths,
    ...fineTuningPaths,
    ...trainingPaths,
    ...loopPaths,
    ...jobPaths,
    ...ollamaPaths,
    '/v1/chat/completions': post({
      operationId: 'createChatCompletion',
      tag: 'Chat',
      summary: 'Answer a conversation.',
      request: 'ChatCompletionRequest',
      example: chatExample,
      answer: 'ChatCompletion',
      chunk: 'ChatCompletionChunk',
    }),
    '/v1/completions': post({
      operationId: 'createCompletion',
      tag: 'Completions',
      summary: 'Continue a text.',
      request: 'CompletionRequest',
      example: completionExample,
      answer: 'Completion',
      chunk: 'Completion',
    }),
    '/v1/embeddings': post({
      operationId: 'createEmbedding',
      tag: 'Embeddings',
      summary: 'Embed texts.',
      request: 'EmbeddingRequest',
      example: embeddingExample,
      answer: 'EmbeddingList',
    }),
    '/v1/responses': post({
      operationId: 'createResponse',
      tag: 'Responses',
      summary: 'Answer input, or continue a stored response.',
      request: 'ResponseRequest',
      example: responseExample,
      answer: 'Response',
      chunk: 'ResponseStreamEvent',
    }),
    '/v1/responses/{id}': {
      get: plain({
        operationId: 'retrieveResponse',
        tag: 'Responses',
        summary: 'Show a stored response.',
        answer: 'Response',
        parameters: [responseId],
      }),
      delete: plain({
        operationId: 'deleteResponse',
        tag: 'Responses',
        summary: 'Forget a stored response.',
        answer: 'DeletedResponse',
        parameters: [responseId],
      }),
    },
    '/v1/responses/{id}/input_items': {
      get: plain({
        operationId: 'listResponseInputItems',
        tag: 'Responses',
        summary: 'List what the model was given for a response, the latest item first.',
        answer: 'ResponseItemList',
        parameters: [responseId, ...itemListParameters],
      }),
    },
    '/v1/messages': post({
      operationId: 'createMessage',
      tag: 'Anthropic',
      summary: "Answer a conversation in the shape of Anthropic's API.",
      request: 'AnthropicMessagesRequest',
      example: messagesExample,
      answer: 'AnthropicMessage',
      chunk: 'AnthropicStreamEvent',
      framing: 'Events named by the type of their data.',
      errorShape: 'AnthropicError',
    }),
    '/v1/messages/count_tokens': post({
      operationId: 'countMessageTokens',
      tag: 'Anthropic',
      summary: 'Count the tokens of a prompt.',
      request: 'AnthropicCountTokensRequest',
      example: countTokensExample,
      answer: 'AnthropicTokenCount',
      errorShape: 'AnthropicError',
    }),
    '/v1/models': {
      get: plain({
        operationId: 'listModels',
        tag: 'Models',
        summary: 'List the models, the default one first.',
        answer: 'ModelList',
      }),
    },
    '/v1/models/{id}': {
      get: plain({
        operationId: 'retrieveModel',
        tag: 'Models',
        summary: 'Show a model.',
        answer: 'Model',
        parameters: [modelId],
      }),
    },
  };
}

/** The paths of `createOpenAIRouter`, as OpenAPI writes them. */
export function routerPaths(): string[] {
  return Object.keys(createPaths());
}
