import type { Request } from 'express';
import { z } from 'zod';
import { requestProblem } from '../errors/request-problem.ts';
import type { JsonObject } from '../http/read-json-body.ts';
import { applyParameterTable } from '../parameters/apply-parameter-table.ts';
import { fineTuningParameters } from '../parameters/fine-tuning-parameters.ts';
import { validateWire } from '../parameters/validate-wire.ts';
import type { FineTuningMethod, FineTuningQuery, Hyperparameters, PageQuery } from './fine-tuning-service.ts';

type OrAuto = 'auto' | number | null | undefined;

interface HyperparametersWire {
  n_epochs?: OrAuto;
  batch_size?: OrAuto;
  learning_rate_multiplier?: OrAuto;
}

interface MethodWire {
  type: 'supervised' | 'dpo' | 'reinforcement';
  supervised?: { hyperparameters?: HyperparametersWire | undefined } | undefined;
  dpo?: { hyperparameters?: (HyperparametersWire & { beta?: OrAuto }) | undefined } | undefined;
  reinforcement?: unknown;
}

export interface FineTuningRequestWire {
  model: string;
  training_file: string;
  validation_file?: string | null | undefined;
  suffix?: string | null | undefined;
  seed?: number | null | undefined;
  metadata?: Record<string, string> | null | undefined;
  method?: MethodWire | null | undefined;
  hyperparameters?: HyperparametersWire | null | undefined;
}

const orAuto = (value: z.ZodType<number>): z.ZodType<OrAuto> => z.union([z.literal('auto'), value]).nullish();

const hyperparameters = {
  n_epochs: orAuto(z.int().min(1).max(50)),
  batch_size: orAuto(z.int().min(1).max(256)),
  learning_rate_multiplier: orAuto(z.number().positive().max(1000)),
};

const methodSchema: z.ZodType<MethodWire> = z.strictObject({
  type: z.enum(['supervised', 'dpo', 'reinforcement']),
  supervised: z.strictObject({ hyperparameters: z.strictObject(hyperparameters).optional() }).optional(),
  dpo: z
    .strictObject({
      hyperparameters: z.strictObject({ ...hyperparameters, beta: orAuto(z.number().positive().max(2)) }).optional(),
    })
    .optional(),
  reinforcement: z.unknown().optional(),
});

export const fineTuningRequestSchema: z.ZodType<FineTuningRequestWire> = z.strictObject({
  model: z.string().min(1).describe('The base, or an adapter of it (`base:name`) to train further.'),
  training_file: z.string().min(1).describe('The id of a file with the purpose `fine-tune`.'),
  validation_file: z.string().min(1).nullish().describe('Left out: a tenth of the training data is held out.'),
  suffix: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'must be letters, digits, ".", "_" and "-", 64 at most')
    .nullish()
    .describe('The result is called `base:suffix`.'),
  seed: z.int().min(0).max(2_147_483_647).nullish(),
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .refine((value) => Object.keys(value).length <= 16, 'must have 16 entries at most')
    .nullish(),
  method: methodSchema.nullish().describe('`supervised` (the default) or `dpo`, with `hyperparameters`.'),
  hyperparameters: z.strictObject(hyperparameters).nullish().describe('Of `supervised`; `method` has them too.'),
});

/** What the body says; files are still ids. */
export interface DecodedFineTuning {
  model: string;
  trainingFile: string;
  validationFile: string | undefined;
  suffix: string | undefined;
  seed: number | undefined;
  metadata: Record<string, string> | undefined;
  method: FineTuningMethod;
}

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeFineTuning(body: JsonObject): DecodedFineTuning {
  const { honoured } = applyParameterTable(fineTuningParameters, body);
  const wire = validateWire(fineTuningRequestSchema, honoured);
  return {
    model: wire.model,
    trainingFile: wire.training_file,
    validationFile: wire.validation_file ?? undefined,
    suffix: wire.suffix ?? undefined,
    seed: wire.seed ?? undefined,
    metadata: wire.metadata ?? undefined,
    method: decodeMethod(wire),
  };
}

function decodeMethod({ method, hyperparameters: older }: FineTuningRequestWire): FineTuningMethod {
  const type = method?.type ?? 'supervised';
  if (type === 'reinforcement') {
    const message =
      'Reinforcement is not supported over this API, as graders are not. Use `tuneloop finetune --method grpo` with' +
      ' rewards, or POST /v1/training/runs.';
    throw requestProblem('unsupported_value', message, 'method.type');
  }
  const other = type === 'dpo' ? method?.supervised : method?.dpo;
  if (other !== undefined) {
    throw requestProblem('conflicting_parameters', `The method is ${type}: give its settings alone.`, 'method');
  }
  const wire: HyperparametersWire & { beta?: OrAuto } = {
    ...older,
    ...(type === 'dpo' ? method?.dpo?.hyperparameters : method?.supervised?.hyperparameters),
  };
  return { type, hyperparameters: decodeHyperparameters(wire) };
}

function decodeHyperparameters(wire: HyperparametersWire & { beta?: OrAuto }): Hyperparameters {
  const chosen = (value: OrAuto): number | undefined => (typeof value === 'number' ? value : undefined);
  return {
    epochs: chosen(wire.n_epochs),
    batchSize: chosen(wire.batch_size),
    learningRateMultiplier: chosen(wire.learning_rate_multiplier),
    beta: chosen(wire.beta),
  };
}

const pageShape = { after: z.string().optional() };
const limitOf = (usual: number): z.ZodType<number> => z.coerce.number().int().min(1).max(1000).default(usual);

const metadataName = /^metadata\[(.{1,64})\]$/su;

/** `?metadata[key]=value`, or `?metadata=null`. Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeJobQuery(request: Request): Omit<FineTuningQuery, 'scope'> {
  const rest: Record<string, unknown> = {};
  const metadata: Record<string, string> = {};
  let isNone = false;
  for (const [name, value] of Object.entries(request.query)) {
    const key = metadataName.exec(name)?.[1];
    if (key !== undefined && typeof value === 'string') metadata[key] = value;
    else if (name === 'metadata' && value === 'null') isNone = true;
    else rest[name] = value;
  }
  const page = validateWire(z.strictObject({ ...pageShape, limit: limitOf(20) }), rest);
  return { ...page, metadata: isNone ? null : metadata };
}

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodePageQuery(request: Request, usualLimit: number): PageQuery {
  return validateWire(z.strictObject({ ...pageShape, limit: limitOf(usualLimit) }), request.query);
}
