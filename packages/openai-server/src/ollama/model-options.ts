import type { GenerateRequest } from '@tuneloop/protocol';
import { z } from 'zod';
import { decodeSampling, samplingShape, type SamplingWire } from '../generation/sampling-wire.ts';
import type { JsonObject } from '../http/read-json-body.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import type { ParameterTable } from '../parameters/parameter-rule.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import { optional, type WireShape } from '../parameters/wire-shape.ts';
import { ollamaModelOptions } from './request-parameters.ts';

/** The honoured entries of Ollama's `options`. */
export interface ModelOptionsWire extends Pick<
  SamplingWire,
  | 'temperature'
  | 'top_k'
  | 'top_p'
  | 'min_p'
  | 'seed'
  | 'repeat_penalty'
  | 'repeat_last_n'
  | 'presence_penalty'
  | 'frequency_penalty'
> {
  num_predict?: number | null | undefined;
  num_keep?: number | null | undefined;
  stop?: string | string[] | null | undefined;
}

const shape: WireShape<ModelOptionsWire> = {
  num_predict: optional(z.int().min(-2).max(2_147_483_647), 'Tokens to generate at most; 0 and below: as many as fit.'),
  num_keep: optional(
    z.int().min(-1).max(2_147_483_647),
    'Tokens of the prompt that a shift of the context keeps; -1: all.',
  ),
  temperature: samplingShape.temperature,
  top_k: samplingShape.top_k,
  top_p: samplingShape.top_p,
  min_p: samplingShape.min_p,
  seed: samplingShape.seed,
  stop: optional(z.union([z.string().min(1), z.array(z.string().min(1)).max(16)]), 'Up to 16.'),
  repeat_penalty: samplingShape.repeat_penalty,
  repeat_last_n: samplingShape.repeat_last_n,
  presence_penalty: samplingShape.presence_penalty,
  frequency_penalty: samplingShape.frequency_penalty,
};

export const modelOptionsSchema: z.ZodType<ModelOptionsWire> = z.object(shape);

const prefix = 'options.';
const prefixKeys = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
const table: ParameterTable = prefixKeys(ollamaModelOptions);

/**
 * `options` as the engine's settings; what has no effect is added to `ignored` as `options.num_ctx`.
 *
 * @param shift whether a full context drops its middle and goes on; left out: as the server is set.
 *
 * Errors: `INVALID_REQUEST` naming the option.
 */
export function decodeModelOptions(
  options: JsonObject,
  ignored: string[],
  shift?: boolean,
): Pick<GenerateRequest, 'sampling' | 'maxTokens' | 'stop' | 'contextShift'> {
  const sorted = applyParameterTable(table, prefixKeys(options));
  ignored.push(...sorted.ignored);
  const honoured = Object.entries(sorted.honoured).map(([name, value]) => [name.slice(prefix.length), value] as const);
  const wire = validateWire(modelOptionsSchema, Object.fromEntries(honoured), ['options']);
  const stop = typeof wire.stop === 'string' ? [wire.stop] : (wire.stop ?? []);
  const limit = wire.num_predict ?? -1;
  return {
    sampling: decodeSampling(wire),
    maxTokens: limit > 0 ? limit : undefined,
    stop: stop.length > 0 ? stop : undefined,
    contextShift: decodeContextShift(shift, wire.num_keep ?? undefined),
  };
}

/** `num_keep` does not count the first token, which mostly is BOS. */
function decodeContextShift(
  enabled: boolean | undefined,
  numKeep: number | undefined,
): GenerateRequest['contextShift'] {
  if (enabled === undefined && numKeep === undefined) return undefined;
  const keep = numKeep === -1 ? 'prompt' : numKeep;
  return { enabled, keep: typeof keep === 'number' ? keep + 1 : keep };
}
