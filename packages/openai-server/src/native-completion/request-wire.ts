import type { JsonSchema } from '@tuneloop/protocol';
import { jsonSchemaSchema } from '@tuneloop/protocol';
import { z } from 'zod';
import { generationShape, promptOrTokenLimit, type GenerationWire } from '../generation/generation-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';

interface NativeWire extends Omit<GenerationWire, 'n' | 'stream_options'> {
  json_schema?: JsonSchema | null | undefined;
}

/** The honoured parameters of `POST /completion`. */
export interface NativeCompletionRequest extends NativeWire {
  prompt: string | number[];
}

/** The honoured parameters of `POST /infill`. */
export interface InfillRequest extends NativeWire {
  input_prefix: string;
  input_suffix: string;
  input_extra?: { filename?: string | null | undefined; text: string }[] | null | undefined;
  prompt?: string | null | undefined;
}

/** Other files of one request at most. */
const maxFiles = 256;

const { n: _n, stream_options: _streamOptions, ...generation } = generationShape;
const shared: WireShape<NativeWire> = {
  ...generation,
  max_tokens: optional(promptOrTokenLimit, 'The same as n_predict.'),
  n_predict: optional(
    promptOrTokenLimit,
    'Tokens to generate at most; 0 only reads the prompt, -1 for as many as fit.',
  ),
  json_schema: optional(jsonSchemaSchema, 'The output is JSON that is valid under it.'),
};

const completionShape: WireShape<NativeCompletionRequest> = {
  ...shared,
  prompt: z.union([z.string(), z.array(z.int().min(0).max(2_147_483_647)).min(1)]),
};

const infillShape: WireShape<InfillRequest> = {
  ...shared,
  input_prefix: z.string(),
  input_suffix: z.string(),
  input_extra: optional(
    z.array(z.strictObject({ filename: z.string().max(4096).nullish(), text: z.string() })).max(maxFiles),
    'Other files, the most important last.',
  ),
  prompt: optional(z.string(), 'What the answer goes on from: it stands between input_prefix and the gap.'),
};

export const nativeCompletionRequestSchema: z.ZodType<NativeCompletionRequest> = z.object(completionShape);
export const infillRequestSchema: z.ZodType<InfillRequest> = z.object(infillShape);
