import { TuneloopError } from '@tuneloop/protocol';
import { trainingTag } from '../training/openapi-paths.ts';
import { fineTuningTag } from '../fine-tuning/openapi-tag.ts';
import { interactionsTag } from '../interactions/openapi-paths.ts';
import { jobsTag } from '../jobs/openapi-paths.ts';
import { ollamaTag } from '../ollama/openapi-paths.ts';
import { createComponentSchemas } from './component-schemas.ts';
import type { OpenApiPart } from './openapi-part.ts';
import { withAccess } from './operation-access.ts';
import { withOverloadResponses } from './overload-responses.ts';
import { createErrorResponses, createPaths } from './paths.ts';

export interface OpenApiDocument {
  openapi: '3.1.1';
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } };
  servers: { url: string }[];
  security: Record<string, string[]>[];
  tags: { name: string; description: string }[];
  paths: Record<string, unknown>;
  components: Record<string, Record<string, unknown>>;
}

/**
 * The routes of `createOpenAIRouter` as an OpenAPI 3.1 document, made of the schemas that judge the requests.
 *
 * @param options.serverUrl where the router is mounted: a URL or a path; `/` by default.
 * @param options.parts routes that stand beside those of the router.
 *
 * Errors: `INVALID_REQUEST` when two parts describe the same.
 */
export function createOpenApiDocument(
  options: { serverUrl?: string | undefined; parts?: readonly OpenApiPart[] | undefined } = {},
): OpenApiDocument {
  const { parts = [] } = options;
  return {
    openapi: '3.1.1',
    info: {
      title: 'Tuneloop',
      version: '1',
      description: "OpenAI's API over the models of this server. `null` is the same as leaving a parameter out.",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: options.serverUrl ?? '/' }],
    security: [{ bearer: [] }, { apiKeyHeader: [] }, {}],
    tags: [
      { name: 'Chat', description: 'Answers to conversations.' },
      { name: 'Responses', description: 'Answers that are stored and can be continued.' },
      { name: 'Completions', description: 'Continuations of plain text.' },
      { name: 'Embeddings', description: 'Vectors for texts.' },
      { name: 'Anthropic', description: "Anthropic's API over the same models." },
      { name: 'Models', description: 'What can be asked.' },
      interactionsTag,
      jobsTag,
      fineTuningTag,
      trainingTag,
      ollamaTag,
      ...parts.flatMap(({ tags }) => tags),
    ],
    paths: withAccess(withOverloadResponses(joined([createPaths(), ...parts.map(({ paths }) => paths)]))),
    components: {
      schemas: joined([createComponentSchemas(), ...parts.map(({ schemas }) => schemas)]),
      responses: createErrorResponses(),
      headers: {
        RequestId: {
          description: 'Names this request in the log; the one that was sent, if it was sane.',
          required: true,
          schema: { type: 'string' },
        },
        Ignored: {
          description: 'Parameters that were accepted without effect, comma-separated.',
          schema: { type: 'string' },
        },
        RetryAfter: {
          description: 'Seconds to wait before the next try.',
          required: true,
          schema: { type: 'integer', minimum: 1 },
        },
      },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key made by `tuneloop keys create`.' },
        apiKeyHeader: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
    },
  };
}

function joined(records: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const [name, value] of records.flatMap((record) => Object.entries(record))) {
    if (Object.hasOwn(all, name)) {
      throw new TuneloopError('INVALID_REQUEST', `createOpenApiDocument: two parts describe ${name}.`);
    }
    all[name] = value;
  }
  return all;
}
