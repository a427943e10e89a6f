import { rowFormats, type ExampleKind, type RowFormatName } from '@tuneloop/datasets';
import { TuneloopError } from '@tuneloop/protocol';
import type { TrainingMethod } from '../config/training-config.ts';

/** What rows may say that a method is to learn from. */
const kindsOfMethod: Readonly<Record<TrainingMethod, readonly ExampleKind[]>> = {
  sft: ['conversation', 'demonstration'],
  dpo: ['preference'],
  orpo: ['preference'],
  reward: ['preference'],
  kto: ['judged', 'preference'],
  grpo: ['prompt', 'demonstration', 'conversation'],
  ppo: ['prompt', 'demonstration', 'conversation'],
};

const kindNames: Readonly<Record<ExampleKind, string>> = {
  conversation: 'conversations',
  demonstration: 'prompts with answers',
  preference: 'preference rows (a chosen and a rejected answer)',
  judged: 'answers with a label',
  scored: 'answers with a score',
  prompt: 'prompts without answers',
  stepwise: 'answers with a label for each step',
  text: 'plain text',
};

/** The method that such rows are made for. */
const usualMethods: Readonly<Partial<Record<ExampleKind, TrainingMethod>>> = {
  conversation: 'sft',
  demonstration: 'sft',
  preference: 'dpo',
  judged: 'kto',
  prompt: 'grpo',
};

/** Errors: `INVALID_REQUEST` when rows of this format do not hold what the method learns from. */
export function checkDataKind(name: string, format: RowFormatName, method: TrainingMethod): void {
  const { kind } = rowFormats[format];
  const wanted = kindsOfMethod[method];
  if (wanted.includes(kind)) return;
  const usual = usualMethods[kind];
  const advice = usual
    ? `use --method ${usual}, or rows that fit`
    : `no method learns from those as they are; see \`tuneloop data convert\``;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `${name} holds ${kindNames[kind]}, and ${method} learns from ${wanted.map((one) => kindNames[one]).join(' or ')}: ${advice}.`,
    { details: { format, kind, method, ...(usual && { usualMethod: usual }) } },
  );
}
