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
