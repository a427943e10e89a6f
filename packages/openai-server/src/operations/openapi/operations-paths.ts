import { describeEventStream } from '../../openapi/event-stream.ts';
import { logLevels } from '../logs/log-history.ts';

type Json = Record<string, unknown>;

const refTo = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

const json = (name: string): Json => ({ 'application/json': { schema: refTo(name) } });

const answered = (content: Json): Json => ({
  200: { description: 'The answer.', content },
  default: { description: 'What went wrong.', content: json('Error') },
});

const inQuery = (name: string, schema: Json, description?: string): Json => ({
  name,
  in: 'query',
  schema,
  ...(description !== undefined && { description }),
});

const tags = ['Operations'];

export const operationsTags: readonly { name: string; description: string }[] = [
  {
    name: 'Operations',
    description: 'Keys, settings and log of the server: scope `admin`. Metrics: scope `metrics` or `admin`.',
  },
];

const keyId: Json = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of an API key.',
  schema: { type: 'string' },
};

const allowLockout = inQuery(
  'allow_lockout',
  { enum: ['true', 'false'], default: 'false' },
  'Revoke it even if no key could administer the server over HTTP after that.',
);

const logFilters = [
  inQuery('level', { enum: [...logLevels] }, 'This level, and what is more important.'),
  inQuery('request_id', { type: 'string', minLength: 1, maxLength: 200 }, 'Lines of this request.'),
];

/** The operations of the router. */
export const operationsPaths: Json = {
  '/v1/keys': {
    get: { operationId: 'listApiKeys', tags, summary: 'List the API keys.', responses: answered(json('ApiKeyList')) },
    post: {
      operationId: 'createApiKey',
      tags,
      summary: 'Make an API key; it is shown once. After the first one, requests need a key.',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: refTo('ApiKeyRequest'),
            examples: { example: { value: { name: 'laptop', scopes: ['chat'] } } },
          },
        },
      },
      responses: answered(json('NewApiKey')),
    },
  },
  '/v1/keys/{id}': {
    patch: {
      operationId: 'changeApiKey',
      tags,
      summary: 'Change what an API key may do, its limits or its end; in force within a second.',
      parameters: [keyId],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: refTo('ApiKeyChange'),
            examples: { example: { value: { limits: { requests_per_minute: 60 } } } },
          },
        },
      },
      responses: answered(json('ApiKey')),
    },
    delete: {
      operationId: 'deleteApiKey',
      tags,
      summary: 'Revoke an API key for good.',
      parameters: [keyId, allowLockout],
      responses: answered(json('DeletedApiKey')),
    },
  },
  '/v1/configuration': {
    get: {
      operationId: 'retrieveConfiguration',
      tags,
      summary: 'Show every setting and where it comes from; no secrets.',
      responses: answered(json('Configuration')),
    },
  },
  '/v1/configuration/reload': {
    post: {
      operationId: 'reloadConfiguration',
      tags,
      summary: 'Read the configuration again and let it hold: all of it, or with a mistake nothing.',
      responses: answered(json('ConfigurationReload')),
    },
  },
  '/v1/audit': {
    get: {
      operationId: 'listAdministrativeActs',
      tags,
      summary: 'Show what administrators did, the newest first.',
      parameters: [
        inQuery('before', { type: 'integer', minimum: 1 }, 'The sequence number of an act: those before it.'),
        inQuery('limit', { type: 'integer', minimum: 1, maximum: 1000, default: 100 }),
      ],
      responses: answered(json('AuditList')),
    },
  },
  '/v1/logs': {
    get: {
      operationId: 'listLogLines',
      tags,
      summary: 'Show the last lines of the log.',
      parameters: [
        ...logFilters,
        inQuery('before', { type: 'integer', minimum: 1 }, 'The position of a line: those before it.'),
        inQuery('limit', { type: 'integer', minimum: 1, maximum: 1000, default: 200 }),
      ],
      responses: answered(json('LogList')),
    },
  },
  '/v1/metrics': {
    get: {
      operationId: 'retrieveMetrics',
      tags,
      summary: 'Show the figures of the last quarter of an hour, and those of now.',
      responses: answered(json('MetricsOverview')),
    },
  },
  '/metrics': {
    get: {
      operationId: 'scrapeMetrics',
      tags,
      summary: 'All metrics, for Prometheus.',
      responses: answered({ 'text/plain': { schema: { type: 'string', description: "Prometheus' text format." } } }),
    },
  },
  '/v1/logs/events': {
    get: {
      operationId: 'followLog',
      tags,
      summary: 'Follow the log.',
      parameters: [
        ...logFilters,
        inQuery('after', { type: 'string' }, 'The position of a line: those after it. 0: all that are kept.'),
        { name: 'Last-Event-ID', in: 'header', schema: { type: 'string' } },
      ],
      responses: answered(
        describeEventStream({ description: 'Events `line`, each with the position of its line.', data: ['LogLine'] }),
      ),
    },
  },
};
