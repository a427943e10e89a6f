import type { AdapterComponentName } from './openapi-components.ts';

type Json = Record<string, unknown>;

const refTo = (name: AdapterComponentName | 'Error'): Json => ({ $ref: `#/components/schemas/${name}` });

const responses = (content: Json): Json => ({
  200: { description: 'The answer.', content },
  default: { description: 'What went wrong.', content: { 'application/json': { schema: refTo('Error') } } },
});

const json = (name: AdapterComponentName): Json => responses({ 'application/json': { schema: refTo(name) } });
const text = responses({ 'text/plain': { schema: { type: 'string' } } });

const body = (name: AdapterComponentName, value: unknown): Json => ({
  required: true,
  content: { 'application/json': { schema: refTo(name), examples: { example: { value } } } },
});

const named: Json = {
  name: 'name',
  in: 'path',
  required: true,
  description: "The adapter's name.",
  schema: { type: 'string' },
};

const change = (operationId: string, summary: string, requestBody: Json, answer: AdapterComponentName): Json => ({
  post: {
    operationId,
    tags: ['Models'],
    summary: `${summary} Needs the scope \`admin\`.`,
    parameters: [named],
    requestBody,
    responses: json(answer),
  },
});

/** The operations on adapters: ours, llama-server's and vLLM's. */
export const adapterPaths: Json = {
  '/v1/adapters': {
    get: {
      operationId: 'listAdapters',
      tags: ['Models'],
      summary: 'List the adapters of the loaded models: versions, state, and why a file was refused.',
      responses: json('AdapterList'),
    },
  },
  '/v1/adapters/{name}/history': {
    get: {
      operationId: 'getAdapterHistory',
      tags: ['Models'],
      summary: 'Tell the versions that are kept of an adapter, what they came from, and what happened to them.',
      parameters: [named],
      responses: json('AdapterHistory'),
    },
  },
  '/v1/adapters/{name}/promote': change(
    'promoteAdapter',
    'Make a version the one that the name means; answers when a loaded model has it.',
    body('PromoteAdapterRequest', { version: 3, reason: 'better' }),
    'AdapterPromotion',
  ),
  '/v1/adapters/{name}/rollback': change(
    'rollBackAdapter',
    'Go back to the version that was live before; again, and it goes further back.',
    body('AdapterReason', { reason: 'worse' }),
    'AdapterPromotion',
  ),
  '/v1/adapters/{name}/retire': change(
    'retireAdapter',
    'Take an adapter out of use and keep its versions.',
    body('AdapterReason', {}),
    'Success',
  ),
  '/v1/adapters/{name}/versions/{version}': {
    delete: {
      operationId: 'removeAdapterVersion',
      tags: ['Models'],
      summary: 'Delete a version that is not live. Needs the scope `admin`.',
      parameters: [named, { ...named, name: 'version', description: 'Its number.', schema: { type: 'integer' } }],
      responses: json('Success'),
    },
  },
  '/lora-adapters': {
    get: {
      operationId: 'listLoraAdapters',
      tags: ['Models'],
      summary: "List the adapters by number, with their default scales, in llama-server's shape.",
      responses: json('LoraAdapterList'),
    },
    post: {
      operationId: 'setLoraScales',
      tags: ['Models'],
      summary: 'Set the scales for requests that choose no adapter; 0 for those left out. Needs the scope `admin`.',
      requestBody: body('LoraScales', [{ id: 0, scale: 0.5 }]),
      responses: json('Success'),
    },
  },
  '/v1/load_lora_adapter': {
    post: {
      operationId: 'loadLoraAdapter',
      tags: ['Models'],
      summary: "Serve an adapter's file under a name, in vLLM's shape. Needs the scope `admin`.",
      requestBody: body('LoadAdapterRequest', { lora_name: 'pirate', lora_path: 'pirate.gguf' }),
      responses: text,
    },
  },
  '/v1/unload_lora_adapter': {
    post: {
      operationId: 'unloadLoraAdapter',
      tags: ['Models'],
      summary: "Stop serving an adapter, in vLLM's shape. Needs the scope `admin`.",
      requestBody: body('UnloadAdapterRequest', { lora_name: 'pirate' }),
      responses: text,
    },
  },
};
