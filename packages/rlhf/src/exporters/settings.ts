import { TuneloopError, type InteractionQuery } from '@tuneloop/protocol';
import { z } from 'zod';
import { judgementPolicyShape, type JudgementPolicy } from '../judgement/policy.ts';
import { exportFormats, type ExportFormat } from './export-formats.ts';

/** Which interactions: the filters of `GET /v1/interactions`. */
export type ExportWhere = Omit<InteractionQuery, 'after' | 'limit'>;

/** Rows go into files of their own, by conversation. */
export interface ExportSplit {
  /** The share, 0 to 1, that goes into `NAME.validation.jsonl`. */
  validation: number;
  /** The share that goes into `NAME.test.jsonl`. */
  test: number;
  /** Another seed, another split. */
  seed: string;
}

/** All that shapes an export's rows, as plain data: the same settings over the same log give the same bytes. */
export interface ExportSettings extends JudgementPolicy {
  format: ExportFormat;
  where: ExportWhere;
  split?: ExportSplit | undefined;
  /** Which answers `sft`, `openai-sft`, `sharegpt` and `alpaca` take: good ones (the default), all but bad ones, or all. */
  answers: 'good' | 'not-bad' | 'all';
  /**
   * Rows of `sft`: whole conversations (the default), of which trainers may learn every answer, or the prompt and the one
   * answer that was judged, of which they learn that one.
   */
  sft: 'messages' | 'prompt-completion';
  /** Default 10. */
  maxPairsPerPrompt: number;
  /** Rows of `reward`: pairs (the default), or single answers with their mean score. */
  reward: 'pairs' | 'scores';
  /** Keep what the model thought before it answered. Default `false`. */
  reasoning: boolean;
  /** `false` leaves out interactions that use tools, and the tools that others could have used. Default `true`. */
  tools: boolean;
  /** How formats of plain text (`trlx-…`, `stepwise`) write a conversation. Default `chatml`. */
  template: 'chatml' | 'llama-2' | 'alpaca' | 'completion';
  /** `false` drops system prompts. Default `true`. */
  system: boolean;
  /** Take answers that ended at the limit of their tokens too. Default `false`. */
  truncated: boolean;
  /** A column `conversation`, the same in all rows that a split must not part. Default `false`. */
  conversations: boolean;
  /** `pii`: placeholders for what is sensitive, such as addresses, telephone numbers and keys. Default `off`. */
  redact: 'off' | 'pii';
  /** Nothing that was said or done after this time; ISO 8601. */
  asOf?: string | undefined;
}

/** Everything but the format has a default. */
export type ExportSettingsInput = Pick<ExportSettings, 'format'> &
  Partial<Omit<ExportSettings, 'split'>> & { split?: Partial<ExportSplit> | undefined };

const share = z.number().min(0).max(1);
/** As the log writes times, so that they can be compared as text. */
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

/** Validates the filters where they enter, for example in the input of a job. */
export const exportWhereSchema: z.ZodType<ExportWhere> = z.strictObject({
  model: z.string().optional(),
  adapter: z.string().optional(),
  conversation: z.string().optional(),
  request: z.string().optional(),
  tag: z.string().optional(),
  since: time.optional(),
  until: time.optional(),
  rating: z.enum(['up', 'down', 'corrected', 'compared', 'any', 'none']).optional(),
  minScore: z.number().min(1).max(5).optional(),
  text: z.string().optional(),
  failed: z.boolean().optional(),
});

const settingsSchema = z
  .strictObject({
    format: z.enum(exportFormats),
    where: exportWhereSchema.default({}),
    split: z
      .strictObject({ validation: share.default(0), test: share.default(0), seed: z.string().default('') })
      .refine(({ validation, test }) => validation + test > 0 && validation + test < 1, {
        error: 'validation and test together must be more than 0 and less than 1',
      })
      .optional(),
    ...judgementPolicyShape,
    answers: z.enum(['good', 'not-bad', 'all']).default('good'),
    sft: z.enum(['messages', 'prompt-completion']).default('messages'),
    maxPairsPerPrompt: z.number().int().min(1).max(1000).default(10),
    reward: z.enum(['pairs', 'scores']).default('pairs'),
    reasoning: z.boolean().default(false),
    tools: z.boolean().default(true),
    template: z.enum(['chatml', 'llama-2', 'alpaca', 'completion']).default('chatml'),
    system: z.boolean().default(true),
    truncated: z.boolean().default(false),
    conversations: z.boolean().default(false),
    redact: z.enum(['off', 'pii']).default('off'),
    asOf: time.optional(),
  })
  .refine(({ goodScore, badScore }) => badScore < goodScore, { error: 'badScore must be less than goodScore' });

/** Validates the settings of an export where they enter, for example as the input of a job. */
export const exportSettingsSchema: z.ZodType<ExportSettings> = settingsSchema;

/** Errors: `INVALID_REQUEST`. */
export function parseExportSettings(input: unknown): ExportSettings {
  const result = settingsSchema.safeParse(input);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`);
  throw new TuneloopError('INVALID_REQUEST', `These settings of an export cannot be used. ${issues.join('; ')}`, {
    details: { issues },
  });
}
