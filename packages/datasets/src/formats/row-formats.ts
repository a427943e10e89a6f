import { TuneloopError } from '@tuneloop/protocol';
import { alpaca } from './alpaca.ts';
import { openaiSft, plainText, promptCompletion, promptOnly, sft } from './conversation-formats.ts';
import { kto, scored, stepwise, trlxSamples } from './judged-formats.ts';
import { implicitPreference, openaiPreference, preference, trlxPreference } from './preference-formats.ts';
import type { RowFormat } from './row-format.ts';
import { sharegpt } from './sharegpt.ts';

export type RowFormatName =
  | 'sft'
  | 'openai-sft'
  | 'prompt-completion'
  | 'preference'
  | 'preference-implicit'
  | 'openai-preference'
  | 'kto'
  | 'scored'
  | 'prompt-only'
  | 'trlx-samples'
  | 'trlx-preference'
  | 'stepwise'
  | 'sharegpt'
  | 'alpaca'
  | 'text';

/** Every format of rows: what a row looks like, how it is read and written, and what it says. */
export const rowFormats: Readonly<Record<RowFormatName, RowFormat>> = {
  sft,
  'openai-sft': openaiSft,
  'prompt-completion': promptCompletion,
  preference,
  'preference-implicit': implicitPreference,
  'openai-preference': openaiPreference,
  kto,
  scored,
  'prompt-only': promptOnly,
  'trlx-samples': trlxSamples,
  'trlx-preference': trlxPreference,
  stepwise,
  sharegpt,
  alpaca,
  text: plainText,
};

/** Other names of formats, those of `tuneloop export` among them. */
export const rowFormatAliases: Readonly<Record<string, RowFormatName>> = {
  dpo: 'preference',
  orpo: 'preference',
  reward: 'preference-implicit',
  rewarded: 'scored',
  ppo: 'prompt-only',
  grpo: 'prompt-only',
  'trlx-ppo': 'prompt-only',
  'trlx-ilql': 'trlx-samples',
  'trlx-dpo': 'trlx-preference',
};

/** Errors: `INVALID_REQUEST` for a name that is none. */
export function parseRowFormatName(name: string): RowFormatName {
  if (Object.hasOwn(rowFormats, name)) return name as RowFormatName;
  const alias = Object.hasOwn(rowFormatAliases, name) ? rowFormatAliases[name] : undefined;
  if (alias) return alias;
  const known = [...Object.keys(rowFormats), ...Object.keys(rowFormatAliases)].join(', ');
  throw new TuneloopError('INVALID_REQUEST', `There is no format "${name}". Formats are: ${known}.`);
}
