import type { Schemas } from '../api/client.ts';

export type LabEvent = Schemas['LabEvent'];
export type LabAnswer = Schemas['LabAnswer'];
export type ToolResult = Extract<LabEvent, { type: 'tool_result' }>['result'];
export type PendingCall = NonNullable<LabAnswer['pending']>['calls'][number];

/** A call of a tool, with its result once that is there. */
export interface ToolPart {
  type: 'tool';
  id: string;
  name: string;
  /** As the model wrote them; normally JSON. */
  arguments: string;
  result?: ToolResult | undefined;
  durationMs?: number | undefined;
}

/** What an answer is made of, in the order in which it came. Times in ms of `performance.now()`. */
export type AnswerPart =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string; startedAt?: number; endedAt?: number }
  | { type: 'limit'; iterations: number }
  | { type: 'skipped' }
  | ToolPart;

/** The parts after one more event. Neither `parts` nor what is in it is changed. */
export function withEvent(parts: readonly AnswerPart[], event: LabEvent, now: number): readonly AnswerPart[] {
  switch (event.type) {
    case 'start':
    case 'done':
      return endReasoning(parts, now);
    case 'text':
      return addText(endReasoning(parts, now), event.text);
    case 'reasoning':
      return addReasoning(parts, event.text, now);
    case 'tool_call': {
      const { id, name, arguments: text } = event;
      return [...endReasoning(parts, now), { type: 'tool', id, name, arguments: text }];
    }
    case 'tool_result':
      return addResult(parts, event);
    case 'limit_reached':
      return [...endReasoning(parts, now), { type: 'limit', iterations: event.iterations }];
    case 'skipped':
      return [...parts, { type: 'skipped' }];
  }
}

function addText(parts: readonly AnswerPart[], text: string): readonly AnswerPart[] {
  const last = parts.at(-1);
  if (last?.type !== 'text') return [...parts, { type: 'text', text }];
  return [...parts.slice(0, -1), { type: 'text', text: last.text + text }];
}

function addReasoning(parts: readonly AnswerPart[], text: string, now: number): readonly AnswerPart[] {
  const last = parts.at(-1);
  if (last?.type !== 'reasoning' || last.endedAt !== undefined) {
    return [...parts, { type: 'reasoning', text, startedAt: now }];
  }
  return [...parts.slice(0, -1), { ...last, text: last.text + text }];
}

function endReasoning(parts: readonly AnswerPart[], now: number): readonly AnswerPart[] {
  const last = parts.at(-1);
  if (last?.type !== 'reasoning' || last.endedAt !== undefined) return parts;
  return [...parts.slice(0, -1), { ...last, endedAt: now }];
}

function addResult(
  parts: readonly AnswerPart[],
  { id, name, result, duration_ms: durationMs }: Extract<LabEvent, { type: 'tool_result' }>,
): readonly AnswerPart[] {
  const index = parts.findLastIndex((part) => part.type === 'tool' && part.id === id);
  if (index === -1) return [...parts, { type: 'tool', id, name, arguments: '', result, durationMs }];
  return parts.with(index, { ...(parts[index] as ToolPart), result, durationMs });
}

/** Stored parts with the times that were seen while they came, which are not stored. */
export function withTimes(stored: readonly AnswerPart[], seen: readonly AnswerPart[]): readonly AnswerPart[] {
  return stored.map((part) => {
    if (part.type === 'tool') {
      return seen.find((other): other is ToolPart => other.type === 'tool' && other.id === part.id) ?? part;
    }
    if (part.type !== 'reasoning') return part;
    return seen.find((other) => other.type === 'reasoning' && other.text === part.text) ?? part;
  });
}

/** What was said, without reasoning and calls. */
export function textOfParts(parts: readonly AnswerPart[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}
