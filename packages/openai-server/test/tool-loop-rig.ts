import type { GenerateRequest, LoadedModel, Message } from '@tuneloop/protocol';
import { createScriptedEngine, type ScriptedReply } from '@tuneloop/runtime/scripted';
import { expect, onTestFinished } from 'vitest';
import type { ToolLoopOptions } from '../src/tool-loop/options.ts';
import type { PausedTurn } from '../src/tool-loop/paused-turn.ts';
import { runToolLoop } from '../src/tool-loop/run-tool-loop.ts';
import type { ToolLoopEvent, TurnEndEvent } from '../src/tool-loop/tool-loop-event.ts';
import { collect } from './stub-model.ts';
import { createTestExecutor, type TestExecutor } from './test-executor.ts';

export interface ToolLoopRig {
  model: LoadedModel;
  /** What the model was asked, one for each generation. */
  requests: GenerateRequest[];
}

export async function scripted(...replies: ScriptedReply[]): Promise<ToolLoopRig> {
  const requests: GenerateRequest[] = [];
  const noted = replies.map((reply): ScriptedReply => (request) => {
    requests.push(request);
    return reply;
  });
  const model = await createScriptedEngine({ replies: noted }).load({ id: 'scripted' });
  onTestFinished(() => model[Symbol.asyncDispose]());
  return { model, requests };
}

export const calls = (...list: [name: string, args: unknown, id?: string][]): ScriptedReply => ({
  steps: list.map(([name, args, id]) => ({ toolCall: { name, arguments: args, id } })),
});

export const question: Message = { role: 'user', content: 'What now?' };
export const request: GenerateRequest = { prompt: { type: 'messages', messages: [question] } };

export function run(
  model: LoadedModel,
  options: ToolLoopOptions,
  extra: Partial<GenerateRequest> = {},
): Promise<ToolLoopEvent[]> {
  return collect(runToolLoop(model, { ...request, ...extra }, options));
}

export function endOf(events: readonly ToolLoopEvent[]): TurnEndEvent {
  const last = events.at(-1);
  expect(last).toMatchObject({ type: 'turn-end' });
  return last as TurnEndEvent;
}

export function pausedTurnOf(events: readonly ToolLoopEvent[]): PausedTurn {
  const last = events.at(-1);
  if (last?.type !== 'approval-needed') throw new Error(`The turn ended with ${last?.type}.`);
  return last.turn;
}

/** What the model read of results in its last generation. */
export function resultsRead({ requests }: ToolLoopRig): unknown[] {
  const { prompt } = requests.at(-1)!;
  const messages = prompt.type === 'messages' ? prompt.messages : [];
  return messages.flatMap(({ role, content }) => (role === 'tool' ? [JSON.parse(content as string) as unknown] : []));
}

export function ofType<T extends ToolLoopEvent['type']>(
  events: readonly ToolLoopEvent[],
  type: T,
): Extract<ToolLoopEvent, { type: T }>[] {
  return events.filter((event): event is Extract<ToolLoopEvent, { type: T }> => event.type === type);
}

export const textOf = (events: readonly ToolLoopEvent[]): string =>
  ofType(events, 'text-delta')
    .map(({ text }) => text)
    .join('');

export const adder = (): TestExecutor =>
  createTestExecutor({
    add: { needs: ['a', 'b'], run: ({ a, b }) => ({ status: 'success', sum: Number(a) + Number(b) }) },
    fail: { run: () => ({ status: 'error', error: 'The disk is on fire.' }) },
    crash: { run: () => Promise.reject(new Error('secret inner state')) },
    erase: { decision: 'ask', run: () => ({ status: 'success', erased: true }) },
  });
