import type { Interaction, JudgedComparison } from '@tuneloop/protocol';
import type { MessageWire } from '../chat-completions/message-wire.ts';
import { encodeFinishReason, type FinishReasonWire } from '../generation/finish-reason.ts';
import { encodeOutput, encodePrompt, type PromptWire } from '../interactions/interaction-wire.ts';
import { encodeChoice, type ChoiceWire } from '../interactions/judgement-wire.ts';
import { secondsOf } from '../interactions/seconds-of.ts';

/** A draft as those see it who have to choose. */
export interface BlindDraftWire {
  index: number;
  /** Of its interaction. */
  id: string;
  message: MessageWire | null;
  finish_reason: FinishReasonWire | null;
}

/** What is told of a draft once somebody has chosen. */
export interface DraftWire extends BlindDraftWire {
  model?: string;
  adapters?: { id: string; scale: number }[];
  settings?: Record<string, unknown>;
}

export interface ComparisonWire {
  id: string;
  object: 'comparison';
  created_at: number;
  /** What all of them answer; `null` where the log has no texts. */
  prompt: PromptWire | null;
  /** In the order in which they are shown; the first of two is the left one. */
  drafts: DraftWire[];
  /** The oldest first. */
  choices: ChoiceWire[];
  /** Whether the drafts tell of their models. */
  revealed: boolean;
}

/** Models and settings stay hidden until the first choice: they would decide it. */
export function encodeComparison({ comparison, drafts, choices }: JudgedComparison): ComparisonWire {
  const revealed = choices.length > 0;
  return {
    id: comparison.id,
    object: 'comparison',
    created_at: secondsOf(comparison.time),
    prompt: encodePrompt(drafts[0]?.prompt),
    drafts: drafts.map((draft, index) => ({ ...encodeBlind(draft, index), ...(revealed && unveil(draft)) })),
    choices: choices.map(encodeChoice),
    revealed,
  };
}

function encodeBlind({ id, output, finishReason }: Interaction, index: number): BlindDraftWire {
  return {
    index,
    id,
    message: encodeOutput(output),
    finish_reason: finishReason ? encodeFinishReason(finishReason) : null,
  };
}

function unveil({ model, adapters, settings }: Interaction): Omit<DraftWire, keyof BlindDraftWire> {
  return { model, adapters, settings: { ...settings } };
}
