import type { DatasetItem } from '@langfuse/core';
import type { Row } from '@tuneloop/datasets';

/** Fields that people call their question. */
const questions = ['input', 'question', 'prompt', 'text', 'query'];

/** An item as a row of training data, a conversation that ends with what is expected; `undefined` when that is missing. */
export function itemRow({ input, expectedOutput }: Pick<DatasetItem, 'input' | 'expectedOutput'>): Row | undefined {
  const answer = answerOf(expectedOutput);
  if (answer === undefined || input === undefined || input === null) return undefined;
  if (isObject(input) && Array.isArray(input['messages'])) {
    const { tools } = input;
    return { messages: [...(input['messages'] as unknown[]), answer], ...(Array.isArray(tools) && { tools }) };
  }
  if (Array.isArray(input) && input.every((part) => isObject(part) && 'role' in part)) {
    return { messages: [...(input as unknown[]), answer] };
  }
  return { messages: [{ role: 'user', content: textOf(input) }, answer] };
}

/** The answer's text, where that is all it is. */
export function expectedText(expectedOutput: unknown): string | undefined {
  const content = answerOf(expectedOutput)?.['content'];
  return typeof content === 'string' && content !== '' ? content : undefined;
}

function answerOf(expected: unknown): Record<string, unknown> | undefined {
  if (expected === undefined || expected === null || expected === '') return undefined;
  if (isObject(expected) && expected['role'] === 'assistant') return expected;
  return { role: 'assistant', content: textOf(expected, ['output', 'answer', 'expected_output', 'text']) };
}

function textOf(value: unknown, fields: readonly string[] = questions): string {
  if (typeof value === 'string') return value;
  if (isObject(value)) {
    const [name = '', text] = Object.entries(value)[0] ?? [];
    const isOnly = Object.keys(value).length === 1 && fields.includes(name.toLowerCase());
    if (isOnly && typeof text === 'string') return text;
  }
  return JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
