import type { GenerateRequest, OutputFormat } from '@tuneloop/protocol';
import { jsonObjectGrammar, jsonSchemaToGrammar } from '../../grammar/index.ts';
import type { UpstreamKind } from '../options.ts';
import { unsupported } from './unsupported.ts';

/**
 * The output's form for `/v1/chat/completions`.
 *
 * llama-server ignores keywords of a schema that its converter does not know. So it gets a grammar made here, which
 * enforces all or refuses by name; only beside tools, where it takes no grammar, it gets the schema.
 *
 * Errors: `UNSUPPORTED`, for a keyword that cannot be enforced with `details.keyword` and `details.path`.
 */
export function encodeChatFormat(request: GenerateRequest, kind: UpstreamKind): object {
  const { outputFormat: format } = request;
  if (format === undefined || format.type === 'text') return {};
  if (format.type === 'grammar') return encodeGrammar(format.grammar, kind);
  if (format.type === 'json-object') return { response_format: { type: 'json_object' } };
  const grammar = isOurs(kind) ? jsonSchemaToGrammar(format.schema) : undefined;
  if (kind === 'llama.cpp' && grammar !== undefined && !request.tools?.length) return { grammar };
  return {
    response_format: {
      type: 'json_schema',
      json_schema: { name: format.name ?? 'answer', schema: format.schema, strict: true },
    },
  };
}

/** The output's form for `/v1/completions`, where few servers have a `response_format`. */
export function encodeCompletionFormat(format: OutputFormat | undefined, kind: UpstreamKind): object {
  if (format === undefined || format.type === 'text') return {};
  if (format.type === 'grammar') return encodeGrammar(format.grammar, kind);
  if (isOurs(kind)) {
    return { grammar: format.type === 'json-object' ? jsonObjectGrammar : jsonSchemaToGrammar(format.schema) };
  }
  const schema = format.type === 'json-object' ? { type: 'object' } : format.schema;
  if (kind === 'vllm') return { structured_outputs: { json: schema } };
  if (kind === 'sglang') return { json_schema: JSON.stringify(schema) };
  throw unsupported('structured output of a text prompt', kind, 'Send messages.');
}

/** Whether it takes GBNF as we write it. */
function isOurs(kind: UpstreamKind): boolean {
  return kind === 'tuneloop' || kind === 'llama.cpp';
}

function encodeGrammar(grammar: string, kind: UpstreamKind): object {
  if (isOurs(kind)) return { grammar };
  if (kind === 'vllm') return { structured_outputs: { grammar } };
  if (kind === 'sglang') return { ebnf: grammar };
  throw unsupported('a grammar', kind, 'Send a JSON schema.');
}
