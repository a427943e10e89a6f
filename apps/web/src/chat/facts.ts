import { formatNumber, formatSeconds } from '../text/format.ts';
import { text } from '../text/text.ts';
import type { LabAnswer } from './answer-part.ts';
import type { Interaction } from './conversation-queries.ts';
import type { Run } from './run.ts';

const ends: Partial<Record<string, string>> = { length: text.chat.cutOff, cancelled: text.chat.stopped };

function line(tokens: number, perSecond: number | undefined, more: readonly (string | undefined)[]): string {
  const speed = perSecond !== undefined && perSecond > 0 ? `${formatNumber(perSecond)} tokens/s` : undefined;
  return [`${formatNumber(tokens)} tokens`, speed, ...more].filter(Boolean).join(' · ');
}

/** While it streams; a piece of text is about a token. */
export function factsOfRun({ pieces, firstTokenAt, startedAt, heardAt, state }: Run): string {
  if (state === 'reconnecting') return text.chat.reconnecting;
  if (firstTokenAt === undefined) return text.chat.waiting;
  const seconds = (heardAt - firstTokenAt) / 1000;
  const perSecond = pieces > 1 && seconds > 0 ? (pieces - 1) / seconds : undefined;
  return line(pieces, perSecond, [`first after ${formatSeconds((firstTokenAt - startedAt) / 1000)}`]);
}

export function factsOfAnswer(answer: LabAnswer, run: Run): string {
  const first =
    run.firstTokenAt === undefined
      ? undefined
      : `first after ${formatSeconds((run.firstTokenAt - run.startedAt) / 1000)}`;
  const { tokens_generated: tokens, tokens_per_second: perSecond, model_key: model } = answer;
  return line(tokens, perSecond, [first, model, ends[answer.finish_reason]]);
}

export function factsOfInteraction({ usage, timings, model, finish_reason: reason }: Interaction): string {
  if (!usage) return model;
  const first = timings ? `first after ${formatSeconds(timings.ttft_ms / 1000)}` : undefined;
  return line(usage.completion_tokens, timings?.predicted_per_second, [first, model, ends[reason ?? '']]);
}
