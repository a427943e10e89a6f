import { textOf, type GenerateRequest } from '@tuneloop/protocol';
import type { ScriptedReply } from '@tuneloop/runtime/scripted';
import OpenAI from 'openai';
import { onTestFinished } from 'vitest';
import { createModelProvider } from '../src/models/create-model-provider.ts';
import type { OpenAIRouterOptions } from '../src/router/router-options.ts';
import { fourKeys } from './lab-rig.ts';
import { startServer } from './start-server.ts';
import { createTestExecutor, type TestExecutor } from './test-executor.ts';
import { createTestToolServers, type TestToolServers } from './test-tool-servers.ts';
import { calls, scripted } from './tool-loop-rig.ts';

export interface SeaRig {
  client: OpenAI;
  executor: TestExecutor;
  servers: TestToolServers;
  /** What the model was asked, one for each generation. */
  requests: GenerateRequest[];
}

/**
 * A client of a server that has the MCP server `sea` and a model with these replies, until the test ends. With a `key` the
 * server asks for one of four.
 */
export async function connectToSea(
  replies: ScriptedReply[],
  { key, ...options }: Partial<OpenAIRouterOptions> & { key?: string } = {},
): Promise<SeaRig> {
  const { model, requests } = await scripted(...replies);
  const executor = createTestExecutor({
    sea__look: { run: ({ where }) => ({ status: 'success', text: `ships in the ${String(where)}` }) },
    sea__sink: { decision: 'ask', run: () => ({ status: 'success', text: 'sunk' }) },
    sea__forbidden: { decision: 'deny', run: () => ({ status: 'success' }) },
    sea__wait: { run: () => new Promise(() => undefined) },
    sea__leak: { run: () => ({ status: 'error', error: 'Water comes in.' }) },
  });
  const servers = createTestToolServers({ sea: executor });
  const server = await startServer({
    models: createModelProvider([model]),
    toolServers: servers,
    ...(key !== undefined && { authenticate: fourKeys }),
    ...options,
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: key ?? 'none', maxRetries: 0 });
  return { client, executor, servers, requests };
}

/** The model looks north, asks to sink a ship, or says something. */
export const look: ScriptedReply = calls(['sea__look', { where: 'north' }]);
export const sink: ScriptedReply = calls(['sea__sink', { ship: 'Argo' }]);
export const thenSay = (text: string): ScriptedReply => ({ steps: [{ text }] });

/** The roles and contents that the model read at last. */
export function readBy({ requests }: SeaRig): string[] {
  const prompt = requests.at(-1)?.prompt;
  if (prompt?.type !== 'messages') return [];
  return prompt.messages.map((message) => {
    const called = message.role === 'assistant' ? (message.toolCalls ?? []).map(({ name }) => name) : [];
    return [message.role, ...called, textOf(message.content)].join(' ').trim();
  });
}
