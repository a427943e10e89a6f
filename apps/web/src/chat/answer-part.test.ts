import { expect, test } from 'vitest';
import { textOfParts, withEvent, withTimes, type AnswerPart, type LabEvent } from './answer-part.ts';

const play = (...events: LabEvent[]): readonly AnswerPart[] =>
  events.reduce<readonly AnswerPart[]>((parts, event, index) => withEvent(parts, event, index * 1000), []);

test('reasoning is timed until something else comes; pieces of one kind are one part', () => {
  const parts = play(
    { type: 'start', id: 'chat_1', conversation_id: 'c', model_key: 'm' },
    { type: 'reasoning', text: 'Let me ' },
    { type: 'reasoning', text: 'see.' },
    { type: 'text', text: 'It ' },
    { type: 'text', text: 'is.' },
  );
  expect(parts).toEqual([
    { type: 'reasoning', text: 'Let me see.', startedAt: 1000, endedAt: 3000 },
    { type: 'text', text: 'It is.' },
  ]);
  expect(textOfParts(parts)).toBe('It is.');
  const stored: AnswerPart[] = [
    { type: 'reasoning', text: 'Let me see.' },
    { type: 'text', text: 'It is.' },
  ];
  expect(withTimes(stored, parts)).toEqual(parts);
});

test('a result belongs to its call, also when the call came before a reload', () => {
  const call = { type: 'tool_call', id: 'a', name: 'read', arguments: '{}' } as const;
  const result = { type: 'tool_result', id: 'a', name: 'read', result: { status: 'success' }, duration_ms: 5 } as const;
  const whole = { type: 'tool', id: 'a', name: 'read', arguments: '{}', result: { status: 'success' }, durationMs: 5 };
  expect(play(call, result)).toEqual([whole]);
  expect(play(result)).toEqual([{ ...whole, arguments: '' }]);
});
