import { expect } from 'vitest';
import type { TestServer } from '../start-server.ts';

interface Choice {
  finish_reason: string;
  message: { content: string | null; tool_calls?: { function: { name: string; arguments: string } }[] };
}
export interface Answer {
  status: number;
  choices: [Choice];
  error: { code: string; message: string; param: string };
}

export const system: object = { role: 'system', content: 'You are a helpful assistant.' };
export const greeting: { messages: object[]; max_tokens: number } = {
  messages: [system, { role: 'user', content: 'Just say hello. Call nothing.' }],
  max_tokens: 60,
};
export const cities: object = { type: 'object', properties: { city: { enum: ['Paris', 'Rome'] } }, required: ['city'] };
export const tool = (name: string, parameters: object = cities): object => ({
  type: 'function',
  function: { name, description: `Tells the ${name}.`, parameters },
});
export const tools: object[] = [tool('time'), tool('weather')];

export async function askAt(at: TestServer, body: object): Promise<Answer> {
  const answer = await at.post('/v1/chat/completions', { temperature: 0, ...body });
  return { status: answer.status, ...((await answer.json()) as object) } as Answer;
}

export function callsOf({ choices: [{ message }] }: Answer): { name: string; arguments: unknown }[] {
  return (message.tool_calls ?? []).map(({ function: call }) => ({
    name: call.name,
    arguments: JSON.parse(call.arguments) as unknown,
  }));
}

export const oneOfTheCities: { city: string } = { city: expect.stringMatching(/^(Paris|Rome)$/) as string };
