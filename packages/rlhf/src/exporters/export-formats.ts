/** The names of the formats; docs/guides/export.md shows a row of each. */
export const exportFormats = [
  'sft',
  'dpo',
  'openai-sft',
  'openai-preference',
  'kto',
  'reward',
  'ppo',
  'grpo',
  'trlx-ppo',
  'trlx-ilql',
  'trlx-dpo',
  'stepwise',
  'sharegpt',
  'alpaca',
] as const;

export type ExportFormat = (typeof exportFormats)[number];
