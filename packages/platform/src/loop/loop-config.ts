import { parseGateRule, type TrainingSettings } from '@tuneloop/lora/config';
import { requireAdapterName } from '@tuneloop/lora/registry';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { settingProblems } from '../training/setting-problems.ts';
import type { SettingDefinition } from '../config/setting-definition.ts';
import { checkSchedule } from './loop-due.ts';
import { loopDefaults } from './loop-request.ts';

/** The loop from ratings to a better adapter, as the server runs it by itself. */
export interface LoopConfig {
  enabled: boolean;
  /** As cron has it, in the time zone of this machine; left out: as soon as there are enough new ratings. */
  schedule?: string | undefined;
  /** Made since the last loop. */
  minRatings: number;
  method: 'sft' | 'dpo' | 'kto' | 'orpo';
  /** Of the adapter. */
  name: string;
  /** The base; left out: the default model. */
  model?: string | undefined;
  promoteIf?: string | undefined;
  /** Files of checks; those of `regression` must not newly fail. */
  checks?: string | undefined;
  regression?: string | undefined;
  /** A model that compares answers before and after. */
  judge?: string | undefined;
  /** Settings of the training, such as `{ "epochs": 1 }`. */
  training?: TrainingSettings | undefined;
}

export const loopConfigDefaults: Pick<LoopConfig, 'enabled' | 'minRatings' | 'method' | 'name'> = {
  enabled: false,
  ...loopDefaults,
};

const text = (): z.ZodString => z.string('must be text').min(1, 'must not be empty');

/** Text that `check` does not refuse. */
function checkedText(check: (value: string) => unknown): z.ZodType<string> {
  return text().superRefine((value, context) => {
    try {
      check(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: TuneloopError.from(error).message });
    }
  });
}

/**
 * As they were given: what is left out is filled in when a training begins. What cannot go together is not looked at, since
 * the method, and others of them, may be given elsewhere.
 */
const trainingSettings = z.custom<TrainingSettings>().superRefine((value, context) => {
  for (const { setting, message, isCombination } of settingProblems(value)) {
    if (isCombination) continue;
    context.addIssue({ code: 'custom', path: setting.split('.'), message });
  }
});

/** What one source may say of it; nothing is required. */
export const loopConfigSchema: z.ZodType<{ [K in keyof LoopConfig]?: LoopConfig[K] | undefined }> = z
  .strictObject({
    enabled: z.boolean('must be true or false'),
    schedule: checkedText(checkSchedule),
    minRatings: z.int('must be a whole number from 1').min(1, 'must be at least 1'),
    method: z.enum(['sft', 'dpo', 'kto', 'orpo'], 'must be one of sft, dpo, kto, orpo'),
    name: checkedText(requireAdapterName),
    model: text(),
    promoteIf: checkedText(parseGateRule),
    checks: text(),
    regression: text(),
    judge: text(),
    training: trainingSettings,
  })
  .partial();

/** Errors: `INVALID_REQUEST` naming every setting that is wrong. */
export function checkLoopConfig(config: LoopConfig): void {
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  const parsed = loopConfigSchema.safeParse(given);
  if (!parsed.success) throw new TuneloopError('INVALID_REQUEST', z.prettifyError(parsed.error));
  const [together] = settingProblems({ ...config.training, method: config.method });
  if (together) throw new TuneloopError('INVALID_REQUEST', `loop.training.${together.setting}: ${together.message}`);
}

export const loopSettings: readonly SettingDefinition[] = [
  {
    path: 'loop.enabled',
    kind: 'boolean',
    environment: 'TUNELOOP_LOOP',
    summary: 'train an adapter on what people said of answers, by itself',
  },
  {
    path: 'loop.schedule',
    kind: 'text',
    environment: 'TUNELOOP_LOOP_SCHEDULE',
    summary: 'when, as cron writes it: "0 3 * * *"; without one as soon as there are enough new ratings',
  },
  {
    path: 'loop.minRatings',
    kind: 'whole number',
    environment: 'TUNELOOP_LOOP_MIN_RATINGS',
    summary: 'new ratings since the last loop without which none begins',
  },
  {
    path: 'loop.method',
    kind: 'text',
    environment: 'TUNELOOP_LOOP_METHOD',
    summary: 'dpo, kto, orpo or sft',
  },
  { path: 'loop.name', kind: 'text', environment: 'TUNELOOP_LOOP_NAME', summary: "the loop's adapter is called so" },
  { path: 'loop.model', kind: 'text', summary: 'the base that the loop trains; by default the model that is served' },
  {
    path: 'loop.promoteIf',
    kind: 'text',
    environment: 'TUNELOOP_LOOP_PROMOTE_IF',
    summary: 'what must hold of its evaluation for it to go live, such as "margin_gain_low>0 and regression<0.02"',
  },
  { path: 'loop.checks', kind: 'path', summary: 'a file of questions with what their answers must hold' },
  { path: 'loop.regression', kind: 'path', summary: 'a file of checks that must not newly fail' },
  { path: 'loop.judge', kind: 'text', summary: 'a model that compares answers before and after' },
  { path: 'loop.training', kind: 'map', summary: 'settings of the training, such as epochs, lora.rank, learningRate' },
];
