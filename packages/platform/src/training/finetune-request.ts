import { resolve } from 'node:path';
import type { TrainingBase } from '@tuneloop/lora';
import { parseGateRule, trainingConfigSchema, type TrainingConfig, type TrainingSettings } from '@tuneloop/lora/config';
import { requireAdapterName } from '@tuneloop/lora/registry';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { settingProblems } from './setting-problems.ts';
import { readTrainingBase } from './training-base.ts';

/** `if`: when the gate lets it pass. */
export type Promotion = 'always' | 'if' | 'never';

/** What a person asks for: a better adapter from data. Paths may be relative to the working folder. */
export interface FinetuneRequest {
  /** The base, by any name of a model; left out: the default model. */
  model?: string | undefined;
  /**
   * The same model in the trainer's own form, `hub:owner/name` or a folder with safetensors: it is trained on in place of
   * what the model's GGUF holds, which may be quantised.
   */
  base?: string | undefined;
  /** A file of rows; left out where a step before collects them. */
  data?: string | undefined;
  /** What people call it; left out: the name of the file. */
  dataName?: string | undefined;
  /** Of the adapter; left out: that of the data's file. */
  name?: string | undefined;
  settings?: TrainingSettings | undefined;
  /** Rows to measure on: a file, or the fraction of the data's. Left out: a tenth. */
  validation?: string | number | undefined;
  /** Bad rows that may be left out. Default 0. */
  maxProblems?: number | undefined;
  /** Go on although training writes conversations otherwise than serving does. Default `false`. */
  allowOtherTemplate?: boolean | undefined;
  /** Files of checks; those of `regression` must not newly fail. */
  checks?: string | undefined;
  regression?: string | undefined;
  /** A file of people's comparisons of answers before and after. */
  comparisons?: string | undefined;
  /** A model that judges answers before and after. */
  judge?: string | undefined;
  /** Whether it is measured before against after. Default `true`. */
  evaluate?: boolean | undefined;
  /** Default `if`. */
  promote?: Promotion | undefined;
  /** The gate's rule; left out: what the method is to improve. */
  promoteIf?: string | undefined;
  /** Goes on from this adapter, `NAME` (its live version) or `NAME@3`, in place of a new one. */
  continueFrom?: string | undefined;
}

/** A request whose values are right by themselves. */
export interface ReadRequest extends Omit<FinetuneRequest, 'settings' | 'base'> {
  /** What is trained on, in place of the model's GGUF. */
  base?: TrainingBase | undefined;
  config: TrainingConfig;
  evaluate: boolean;
  promote: Promotion;
}

const text = z.string().min(1).max(4096);

const outOfRange = 'a fraction of the data is at least 0 and below 1; to measure on other rows, name their file';
const heldOutFraction = z.number().min(0, outOfRange).lt(1, outOfRange);

const schema = z.strictObject({
  model: text.optional(),
  base: text.optional(),
  data: text.optional(),
  dataName: text.optional(),
  name: text.optional(),
  settings: trainingConfigSchema.prefault({}),
  validation: z.union([text, heldOutFraction]).optional(),
  maxProblems: z.int().min(0).optional(),
  allowOtherTemplate: z.boolean().optional(),
  checks: text.optional(),
  regression: text.optional(),
  comparisons: text.optional(),
  judge: text.optional(),
  evaluate: z.boolean().default(true),
  promote: z.enum(['always', 'if', 'never']).default('if'),
  promoteIf: text.optional(),
  continueFrom: text.optional(),
});

/**
 * Reads a request, with its paths made absolute.
 *
 * Errors: `INVALID_REQUEST` naming every value that is wrong (`details.param`: the first).
 */
export function readFinetuneRequest(request: FinetuneRequest, workingFolder: string): ReadRequest {
  const parsed = schema.safeParse(request);
  if (!parsed.success) {
    const param = z.core.toDotPath(parsed.error.issues[0]?.path ?? []);
    const problems = [
      ...settingProblems(request.settings ?? {}).map(({ setting, message }) => `settings.${setting}: ${message}`),
      ...parsed.error.issues
        .filter(({ path }) => path[0] !== 'settings')
        .map(({ path, message }) => `${z.core.toDotPath(path)}: ${message}.`),
    ];
    throw new TuneloopError('INVALID_REQUEST', problems.join('\n'), { details: { param } });
  }
  const { settings: config, base, ...read } = parsed.data;
  const { name, promoteIf } = read;
  if (name !== undefined) requireAdapterName(name);
  if (promoteIf !== undefined) parseGateRule(promoteIf);
  const absolute = <T>(path: T): T | string => (typeof path === 'string' ? resolve(workingFolder, path) : path);
  const { replay, ewc } = config.continual;
  return {
    ...read,
    config: {
      ...config,
      continual: {
        ...(replay && { replay: { ...replay, data: absolute(replay.data) } }),
        ...(ewc && { ewc: { ...ewc, data: absolute(ewc.data) } }),
      },
    },
    base: base === undefined ? undefined : readTrainingBase(base, workingFolder),
    data: absolute(read.data),
    validation: absolute(read.validation),
    checks: absolute(read.checks),
    regression: absolute(read.regression),
    comparisons: absolute(read.comparisons),
  };
}
