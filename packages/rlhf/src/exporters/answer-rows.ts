import type { Row } from '@tuneloop/datasets';
import { rewardOf, scoreOf } from '../judgement/judge.ts';
import { alpacaRow } from './alpaca.ts';
import type { Candidate } from './candidate.ts';
import type { LeftOutReason } from './left-out.ts';
import { answerText, promptText } from './prompt-text.ts';
import type { ExportFormat } from './export-formats.ts';
import type { ExportSettings } from './settings.ts';
import { shareGptRow } from './sharegpt.ts';
import { stepwiseRow } from './stepwise.ts';
import { toOpenAIMessage, type TrainingMessage } from './training-message.ts';

/** Makes rows of one interaction, whatever other interactions there are. */
export type AnswerRows = (candidate: Candidate, settings: ExportSettings) => Row[] | LeftOutReason;

export type AnswerFormat = Extract<
  ExportFormat,
  'sft' | 'openai-sft' | 'kto' | 'reward' | 'trlx-ilql' | 'stepwise' | 'sharegpt' | 'alpaca'
>;

export const answerRows: Record<AnswerFormat, AnswerRows> = {
  sft: demonstration(({ prompt, tools }, answer, { sft }) => ({
    ...(sft === 'messages' ? { messages: [...prompt, answer] } : { prompt, completion: [answer] }),
    ...toolsColumn(tools),
  })),
  'openai-sft': demonstration(({ prompt, tools }, answer) => ({
    messages: [
      // Only the answer that was judged is trained.
      ...prompt.map((message) => ({
        ...toOpenAIMessage(message),
        ...(message.role === 'assistant' && { weight: 0 }),
      })),
      toOpenAIMessage(answer),
    ],
    ...toolsColumn(tools),
  })),
  sharegpt: demonstration(shareGptRow),
  alpaca: demonstration(alpacaRow),
  kto: ({ prompt, tools, answer, answerLack, judgement }) => {
    const row = (completion: TrainingMessage, label: boolean): Row => ({
      prompt,
      completion: [completion],
      label,
      ...toolsColumn(tools),
    });
    const correction = judgement.corrections.at(-1);
    const rows = correction === undefined ? [] : [row(corrected(correction), true)];
    const { verdict } = judgement;
    const isBad = verdict === 'bad' || verdict === 'both-bad' || (verdict !== 'good' && correction !== undefined);
    if (answer && (isBad || verdict === 'good')) rows.push(row(answer, !isBad));
    if (rows.length > 0) return rows;
    return answerLack ?? undecided(verdict);
  },
  reward: ({ prompt, tools, answer, answerLack, judgement }) => {
    if (!answer) return answerLack!;
    const score = scoreOf(judgement);
    return score === undefined ? 'no-rating' : [{ prompt, completion: [answer], score, ...toolsColumn(tools) }];
  },
  'trlx-ilql': (candidate, settings) => {
    const { id, answer, answerLack, judgement } = candidate;
    const prompt = promptText(candidate, settings);
    if ('lack' in prompt) return prompt.lack;
    const rows: Row[] = [];
    const correction = judgement.corrections.at(-1);
    if (correction !== undefined) rows.push({ sample: [prompt.text, correction], reward: 1 });
    const reward = rewardOf(id, judgement) ?? (correction === undefined ? undefined : -1);
    const text = answer && answerText(answer);
    if (text !== undefined && reward !== undefined) rows.push({ sample: [prompt.text, text], reward });
    if (rows.length > 0) return rows;
    if (!answer) return answerLack!;
    return text === undefined ? 'tools' : 'no-rating';
  },
  stepwise: stepwiseRow,
};

/** An answer that is worth learning by heart: the corrected one, else one that the settings take. */
function demonstration(
  rowOf: (candidate: Candidate, answer: TrainingMessage, settings: ExportSettings) => Row | LeftOutReason,
): AnswerRows {
  return (candidate, settings) => {
    const { answers } = settings;
    const { answer, answerLack, judgement } = candidate;
    const correction = judgement.corrections.at(-1);
    let chosen = answer;
    if (correction !== undefined) chosen = corrected(correction);
    else if (!answer) return answerLack!;
    else if (judgement.verdict === 'bad' || judgement.verdict === 'both-bad') {
      if (answers !== 'all') return judgement.verdict === 'bad' ? 'rated-bad' : 'both-bad';
    } else if (judgement.verdict !== 'good' && answers === 'good') return undecided(judgement.verdict);
    const row = rowOf(candidate, chosen!, settings);
    return typeof row === 'string' ? row : [row];
  };
}

export function corrected(text: string): TrainingMessage {
  return { role: 'assistant', content: text };
}

/** Not written where there are none, so that rows of the formats' plain shape stay plain. */
export function toolsColumn(tools: Candidate['tools']): { tools?: Candidate['tools'] } {
  return tools.length > 0 ? { tools } : {};
}

function undecided(verdict: Candidate['judgement']['verdict']): LeftOutReason {
  if (verdict === 'good') throw new TypeError('A good answer is not undecided.');
  return verdict === 'bad' ? 'rated-bad' : verdict;
}
