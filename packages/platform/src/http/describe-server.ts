import type { OpenApiPart } from '@tuneloop/openai-server';

type Json = Record<string, unknown>;

const tags = ['Lab'];

const json = (name: string): Json => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });

const failed = { default: { description: 'What went wrong.', content: json('Error') } };

const retryHeaders = {
  'x-request-id': { $ref: '#/components/headers/RequestId' },
  'retry-after': { $ref: '#/components/headers/RetryAfter' },
};

/** What the server has beside its routers: probes, and `/props`. */
export function describeServer(): OpenApiPart {
  return {
    tags: [],
    paths: {
      '/health/live': {
        get: {
          operationId: 'getLiveness',
          tags,
          summary: 'Whether the process answers.',
          security: [],
          responses: { 200: { description: 'It does.', content: json('Liveness') }, ...failed },
        },
      },
      '/health/ready': {
        get: {
          operationId: 'getReadiness',
          tags,
          summary: 'Whether requests are answered.',
          security: [],
          responses: {
            200: { description: 'They are.', content: json('Readiness') },
            503: {
              description: 'Not yet, not any more, or not now.',
              headers: retryHeaders,
              content: json('Readiness'),
            },
            ...failed,
          },
        },
      },
      '/props': {
        get: {
          operationId: 'getProps',
          tags: ['Models'],
          summary: "What is served and how, in the shape of llama-server's.",
          responses: { 200: { description: 'The answer.', content: json('ServerProps') }, ...failed },
        },
      },
    },
    schemas: {
      Liveness: { type: 'object', properties: { status: { const: 'ok' } }, required: ['status'] },
      Readiness: {
        type: 'object',
        properties: {
          status: { enum: ['ok', 'starting', 'degraded'] },
          message: { type: 'string', description: 'Why it is not `ok`.' },
          model: { type: 'string' },
          model_key: { type: ['string', 'null'] },
          device: { type: 'string' },
          uptime: { type: 'number', description: 'Seconds.' },
          checks: {
            type: 'object',
            description: '`ok`, or what is wrong.',
            additionalProperties: { type: 'string' },
          },
        },
        required: ['status', 'model_key', 'device', 'uptime', 'checks'],
      },
      ServerProps: {
        type: 'object',
        description: 'Without a loaded model, `state`, `build` and `model` alone.',
        properties: {
          state: { enum: ['starting', 'ready', 'degraded', 'draining'] },
          build_info: { type: 'string' },
          build: { type: 'object' },
          model: { type: ['string', 'null'] },
          model_alias: { type: 'string' },
          model_path: { type: ['string', 'null'], description: "The file's name." },
          default_generation_settings: { type: 'object' },
          total_slots: { type: 'integer' },
          chat_template: { type: 'string' },
          context_size: { type: 'integer', description: 'Tokens.' },
          queue_limit: { type: 'integer' },
          active_requests: { type: 'integer' },
          queued_requests: { type: 'integer' },
        },
        required: ['state', 'build_info', 'build', 'model'],
      },
    },
  };
}
