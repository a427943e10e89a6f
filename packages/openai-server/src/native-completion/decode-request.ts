import type { GenerateRequest, OutputFormat, Prompt } from '@tuneloop/protocol';
import { requestProblem } from '../errors/request-problem.ts';
import type { DecodedRequest } from '../generation/decoded-request.ts';
import { decodeDelivery, decodeGeneration, type GenerationWire } from '../generation/generation-wire.ts';
import { decodeOrigin } from '../generation/origin-wire.ts';
import type { JsonObject } from '../http/read-json-body.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { infillParameters, nativeCompletionParameters } from '../parameters/native-completion-parameters.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import {
  infillRequestSchema,
  nativeCompletionRequestSchema,
  type InfillRequest,
  type NativeCompletionRequest,
} from './request-wire.ts';

/** A body of `POST /completion`. Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeNativeCompletion(body: JsonObject): DecodedRequest {
  const { honoured, ignored } = applyParameterTable(nativeCompletionParameters, body);
  const wire = validateWire(nativeCompletionRequestSchema, honoured);
  const { prompt } = wire;
  return decode(
    wire,
    typeof prompt === 'string' ? { type: 'text', text: prompt } : { type: 'tokens', tokens: prompt },
    ignored,
  );
}

/** A body of `POST /infill`. Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeInfill(body: JsonObject): DecodedRequest {
  const { honoured, ignored } = applyParameterTable(infillParameters, body);
  const wire = validateWire(infillRequestSchema, honoured);
  const files = (wire.input_extra ?? []).map(({ filename, text }) => ({ name: filename ?? '', text }));
  const prompt: Prompt = {
    type: 'infill',
    prefix: wire.input_prefix + (wire.prompt ?? ''),
    suffix: wire.input_suffix,
    ...(files.length > 0 && { files }),
  };
  return decode(wire, prompt, ignored);
}

function decode(wire: NativeCompletionRequest | InfillRequest, prompt: Prompt, ignored: string[]): DecodedRequest {
  const common: GenerationWire = wire;
  const generation = decodeGeneration(common, wire.n_predict ?? wire.max_tokens);
  const request: GenerateRequest = { ...generation, prompt, outputFormat: readFormat(wire, generation.outputFormat) };
  return {
    model: wire.model ?? undefined,
    choices: [request],
    delivery: decodeDelivery(common, ignored),
    ignored,
    origin: decodeOrigin(wire),
  };
}

function readFormat(
  { json_schema: schema }: NativeCompletionRequest | InfillRequest,
  grammar: OutputFormat | undefined,
): OutputFormat | undefined {
  if (schema === undefined || schema === null) return grammar;
  if (grammar === undefined) return { type: 'json-schema', schema };
  throw requestProblem('conflicting_parameters', 'Send "grammar" or "json_schema", not both.', 'grammar');
}
