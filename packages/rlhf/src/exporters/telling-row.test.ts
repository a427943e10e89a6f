import { expect, it } from 'vitest';
import { isTelling } from './telling-row.ts';

const question = { role: 'user', content: 'A' };
const answer = { role: 'assistant', content: 'B' };
const call = { ...answer, tool_calls: [] };

it.each([
  [{ messages: [question, answer] }, false],
  [{ messages: [question, call] }, true],
  [{ messages: [question, { ...answer, reasoning_content: 'C' }] }, true],
  [{ prompt: [question], chosen: [answer], rejected: [answer] }, false],
  [{ prompt: [question], chosen: [answer], rejected: [call] }, true],
  [{ prompt: [question], tools: [{}] }, true],
  [{ prompt: [question], reference: null }, false],
  [{ prompt: [question], reference: 'B' }, true],
  [{ prompt: [question], completion: [answer], score: 5 }, false],
  [{ prompt: [question], completion: [answer], score: 4.5 }, true],
  [{ sample: ['A', 'B'], reward: -1 }, false],
  [{ sample: ['A', 'B'], reward: -0.5 }, true],
  [{ input: { messages: [question], tools: [] }, preferred_output: [answer] }, false],
  [{ input: { messages: [question], tools: [{}] }, preferred_output: [answer] }, true],
  [{ instruction: 'A', input: '', output: 'B', history: [] }, false],
  [{ instruction: 'A', input: '', output: 'B', history: [['C', 'D']] }, true],
  [{ conversations: [{ from: 'human', value: 'A' }] }, false],
  [{ prompt: 'A', completions: ['B'], labels: [true] }, false],
])('%j: %s', (row, telling) => {
  expect(isTelling(row)).toBe(telling);
});
