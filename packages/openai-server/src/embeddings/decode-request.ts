import type { EmbedRequest } from '@tuneloop/protocol';
import type { JsonObject } from '../http/read-json-body.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { embeddingParameters } from '../parameters/embedding-parameters.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { embeddingRequestSchema, type EmbeddingRequest } from './request-wire.ts';

export interface DecodedEmbedding {
  /** `undefined`: the default model. */
  model: string | undefined;
  request: EmbedRequest;
  encoding: 'float' | 'base64';
  /** What the client takes the embeddings' length to be. */
  dimensions: number | undefined;
  ignored: string[];
}

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeEmbedding(body: JsonObject): DecodedEmbedding {
  const { honoured, ignored } = applyParameterTable(embeddingParameters, body);
  const wire = validateWire(embeddingRequestSchema, honoured);
  return {
    model: wire.model ?? undefined,
    request: { inputs: decodeInputs(wire.input) },
    encoding: wire.encoding_format ?? 'float',
    dimensions: wire.dimensions ?? undefined,
    ignored,
  };
}

function decodeInputs(input: EmbeddingRequest['input']): EmbedRequest['inputs'] {
  if (typeof input === 'string') return [input];
  return isTokens(input) ? [input] : input;
}

function isTokens(input: string[] | number[] | number[][]): input is number[] {
  return typeof input[0] === 'number';
}
