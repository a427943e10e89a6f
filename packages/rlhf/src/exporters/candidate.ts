import { hash } from 'node:crypto';
import type { Interaction, JudgedInteraction, Message, Prompt } from '@tuneloop/protocol';
import { judge, type Judgement } from '../judgement/judge.ts';
import type { LeftOutReason } from './left-out.ts';
import type { ExportSettings } from './settings.ts';
import {
  assistantMessage,
  hasImages,
  toTrainingMessages,
  toTrainingTools,
  type TrainingMessage,
  type TrainingTool,
} from './training-message.ts';

/** An interaction as training sees it. */
export interface Candidate {
  id: string;
  time: string;
  prompt: TrainingMessage[];
  tools: TrainingTool[];
  /** Left out where the answer cannot stand by itself; `answerLack` says why. */
  answer?: TrainingMessage;
  answerLack?: LeftOutReason;
  judgement: Judgement;
  /** What must not be torn apart by a split; a hash. */
  group: string;
}

/** Interactions whose prompt alone makes them useless are given as the reason. */
export function candidateOf(judged: JudgedInteraction, settings: ExportSettings): Candidate | LeftOutReason {
  const { interaction } = judged;
  const messages = messagesOf(interaction.prompt);
  if (typeof messages === 'string') return messages;
  if (messages.some(hasImages)) return 'images';

  const prefix = prefixOf(interaction, messages);
  const history = prefix === undefined ? messages : messages.slice(0, -1);
  const all = toTrainingMessages(history, settings.reasoning);
  const prompt = settings.system ? all : all.filter(({ role }) => role !== 'system');
  const answer = answerOf(interaction, prefix ?? '', settings);
  const judgement = judge(judged, settings);
  if (!settings.tools && (usesTools(prompt) || (typeof answer !== 'string' && usesTools([answer])))) return 'tools';
  return {
    id: interaction.id,
    time: interaction.time,
    prompt,
    tools: settings.tools ? toTrainingTools(interaction.tools ?? []) : [],
    ...(typeof answer === 'string' ? { answerLack: answer } : { answer }),
    judgement: { ...judgement, corrections: corrections(judgement, answer) },
    group: groupOf(interaction, all),
  };
}

/** A correction that says what the answer says corrects nothing. */
function corrections({ corrections }: Judgement, answer: TrainingMessage | LeftOutReason): string[] {
  if (typeof answer === 'string' || answer.tool_calls) return corrections;
  return corrections.filter((text) => text !== answer.content);
}

function messagesOf(prompt: Prompt | undefined): readonly Message[] | 'no-text' | 'not-chat' {
  if (!prompt) return 'no-text';
  return prompt.type === 'messages' && prompt.messages.length > 0 ? prompt.messages : 'not-chat';
}

/** The beginning of the answer, where the request gave it. */
function prefixOf({ settings }: Interaction, messages: readonly Message[]): string | undefined {
  const last = messages.at(-1);
  if (!settings.continueFinalMessage || last?.role !== 'assistant') return undefined;
  return toTrainingMessages([last], false)[0]!.content;
}

function answerOf(
  { error, output, finishReason }: Interaction,
  prefix: string,
  settings: ExportSettings,
): TrainingMessage | LeftOutReason {
  if (error) return 'failed';
  if (!output) return 'no-text';
  if (finishReason === undefined) return 'unfinished';
  if (finishReason === 'length' && !settings.truncated) return 'truncated';
  const answer = assistantMessage({ ...output, content: prefix + output.content }, settings.reasoning);
  return answer.content.trim() === '' && !answer.tool_calls ? 'empty' : answer;
}

function usesTools(messages: readonly TrainingMessage[]): boolean {
  return messages.some((message) => message.role === 'tool' || message.tool_calls !== undefined);
}

/** The conversation of its owner; without one, requests that begin alike belong together. */
function groupOf({ conversation, owner }: Interaction, prompt: readonly TrainingMessage[]): string {
  if (conversation !== undefined) return digest(['conversation', owner ?? null, conversation]);
  const system = prompt.find(({ role }) => role === 'system')?.content;
  const first = prompt.find(({ role }) => role === 'user')?.content;
  return digest(['beginning', system ?? null, first ?? null]);
}

/** SHA-256 of plain data, hexadecimal. */
export function digest(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'hex');
}
