import type { Row } from '@tuneloop/datasets';
import { toolsColumn } from './answer-rows.ts';
import type { Candidate } from './candidate.ts';
import { draftOf, type Draft } from './draft.ts';
import type { LeftOutReason } from './left-out.ts';
import { pairsOf, type Pair } from './pairs.ts';
import { answerText, promptText } from './prompt-text.ts';
import type { ExportFormat } from './export-formats.ts';
import type { ExportSettings } from './settings.ts';
import { toOpenAIMessage, type TrainingMessage, type TrainingTool } from './training-message.ts';

export type PromptFormat = Extract<
  ExportFormat,
  'dpo' | 'openai-preference' | 'reward' | 'trlx-dpo' | 'ppo' | 'grpo' | 'trlx-ppo'
>;

/** What the interactions of one prompt have in common. */
export interface PromptContext {
  prompt: TrainingMessage[];
  tools: TrainingTool[];
}

export interface GroupRows {
  rows: { row: Row; sources: string[] }[];
  leftOut: Map<string, LeftOutReason>;
}

/** Makes rows of all interactions of one prompt. */
export interface PromptRows {
  /** What is kept of an interaction until all of its prompt are known, or why it is not wanted. */
  draft(candidate: Candidate, settings: ExportSettings): Draft | LeftOutReason;
  rows(context: PromptContext, drafts: readonly Draft[], settings: ExportSettings): GroupRows;
}

export const promptRows: Record<PromptFormat, PromptRows> = {
  dpo: preference(({ prompt, tools }, { chosen, rejected }) => ({
    prompt,
    chosen: [chosen],
    rejected: [rejected],
    ...toolsColumn(tools),
  })),
  // TRL's reward trainer takes the prompt within both.
  reward: preference(({ prompt, tools }, { chosen, rejected }) => ({
    chosen: [...prompt, chosen],
    rejected: [...prompt, rejected],
    ...toolsColumn(tools),
  })),
  'openai-preference': preference(
    ({ prompt, tools }, { chosen, rejected }) => ({
      input: { messages: prompt.map(toOpenAIMessage), tools, parallel_tool_calls: true },
      preferred_output: [toOpenAIMessage(chosen)],
      non_preferred_output: [toOpenAIMessage(rejected)],
    }),
    ({ answer }) => (answer?.tool_calls ? 'tools' : undefined),
  ),
  'trlx-dpo': preference(
    (context, { chosen, rejected }, settings) => ({
      prompt: textOf(context, settings),
      chosen: answerText(chosen),
      rejected: answerText(rejected),
    }),
    (candidate, settings) => textLack(candidate, settings) ?? (candidate.answer?.tool_calls ? 'tools' : undefined),
  ),
  ppo: promptOnly(({ prompt, tools }) => ({ prompt, ...toolsColumn(tools) })),
  grpo: promptOnly(({ prompt, tools }, reference) => ({ prompt, reference, ...toolsColumn(tools) }), true),
  'trlx-ppo': promptOnly((context, _, settings) => ({ prompt: textOf(context, settings) }), false, textLack),
};

/** Why a format cannot take an interaction, if so. */
type Unfit = (candidate: Candidate, settings: ExportSettings) => LeftOutReason | undefined;

function preference(
  rowOf: (context: PromptContext, pair: Pair, settings: ExportSettings) => Row,
  unfit: Unfit = () => undefined,
): PromptRows {
  return {
    draft: (candidate, settings) => {
      const { answer, answerLack, judgement } = candidate;
      if (!answer) return answerLack!;
      if (judgement.verdict === 'no-rating' && judgement.corrections.length === 0) return 'no-rating';
      return unfit(candidate, settings) ?? draftOf({ ...candidate, answer });
    },
    rows: (context, drafts, settings) => {
      const { pairs, leftOut } = pairsOf(drafts, settings.maxPairsPerPrompt);
      return { rows: pairs.map((pair) => ({ row: rowOf(context, pair, settings), sources: pair.sources })), leftOut };
    },
  };
}

/** Each prompt once, with the first answer that is known to be right, for the reward function. */
function promptOnly(
  rowOf: (context: PromptContext, reference: string | null, settings: ExportSettings) => Row,
  withReference = false,
  unfit: Unfit = () => undefined,
): PromptRows {
  return {
    draft: (candidate, settings) => {
      // A prompt is of use whatever became of its answer.
      const answer = (withReference && candidate.answer) || nothing;
      return unfit(candidate, settings) ?? draftOf({ ...candidate, answer });
    },
    rows: (context, drafts, settings) => {
      const known = withReference ? drafts.find((draft) => referenceOf(draft) !== undefined) : undefined;
      const sources = [...new Set([drafts[0]!.id, ...(known ? [known.id] : [])])];
      const row = rowOf(context, known ? referenceOf(known)! : null, settings);
      const others = drafts.filter(({ id }) => !sources.includes(id));
      return {
        rows: [{ row, sources }],
        leftOut: new Map(others.map(({ id }) => [id, 'duplicate-prompt'])),
      };
    },
  };
}

const nothing: TrainingMessage = { role: 'assistant', content: '' };

function referenceOf({ answer, verdict, corrections }: Draft): string | undefined {
  const correction = corrections.at(-1);
  if (correction !== undefined) return correction;
  return verdict === 'good' && answer.content !== '' && !answer.tool_calls ? answer.content : undefined;
}

function textLack(candidate: Candidate, settings: ExportSettings): LeftOutReason | undefined {
  const prompt = promptText(candidate, settings);
  return 'lack' in prompt ? prompt.lack : undefined;
}

/** Of prompts that have one: others are left out before. */
function textOf(context: PromptContext, settings: ExportSettings): string {
  const prompt = promptText(context, settings);
  if ('lack' in prompt) throw new TypeError('A prompt without a text came into a group.');
  return prompt.text;
}
