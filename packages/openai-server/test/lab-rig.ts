import type { GenerateRequest, LoadedModel, ToolExecutor } from '@tuneloop/protocol';
import { createScriptedEngine, type ScriptedEngineOptions, type ScriptedReply } from '@tuneloop/runtime/scripted';
import { createConversationStore, createTurnStore, openMemoryStore, type Store } from '@tuneloop/store';
import express from 'express';
import { expect, onTestFinished } from 'vitest';
import type { Authenticator } from '../src/auth/authenticator.ts';
import type { LabAnswer } from '../src/lab/chat/lab-event.ts';
import { createLabRouter } from '../src/lab/create-lab-router.ts';
import type { LabControl } from '../src/lab/lab-control.ts';
import type { LabRouterOptions } from '../src/lab/lab-options.ts';
import { createModelProvider } from '../src/models/create-model-provider.ts';
import { listen, type TestServer } from './start-server.ts';

export interface LabRig extends AsyncDisposable {
  server: TestServer;
  model: LoadedModel;
  store: Store;
  /** What the model was asked, one for each generation. */
  requests: GenerateRequest[];
  /** What was asked of the server around the routes. */
  asked: string[];
  call(method: string, path: string, body?: unknown, key?: string): Promise<Response>;
  chat(body: object, key?: string): Promise<LabAnswer>;
  /** What the conversation holds: `role: content`. */
  history(id?: string, key?: string): Promise<string[]>;
}

export interface LabRigOptions {
  replies?: ScriptedReply[];
  engine?: ScriptedEngineOptions;
  tools?: ToolExecutor;
  store?: Store;
  router?: Partial<LabRouterOptions>;
}

/** Four keys: `ada` and `root` may do everything, `bob` and `eve` may chat. */
export const fourKeys: Authenticator = (token) => {
  if (token === 'root' || token === 'ada') return { id: token, scopes: ['chat', 'admin'] };
  return token === 'bob' || token === 'eve' ? { id: token, scopes: ['chat'] } : undefined;
};

export async function startLab(options: LabRigOptions = {}): Promise<LabRig> {
  const requests: GenerateRequest[] = [];
  const replies = options.replies?.map((reply): ScriptedReply => (request) => {
    requests.push(request);
    return reply;
  });
  const model = await createScriptedEngine({ replies, ...options.engine }).load({ id: 'scripted' });
  const store = options.store ?? openMemoryStore();
  const asked: string[] = [];
  const control: LabControl = {
    health: async () => ({ status: 'ok', model_key: 'scripted', device: 'cpu', uptime: 1 }),
    models: async () => [],
    device: () => 'cpu',
    shutdown: async () => void asked.push('shutdown'),
    commands: {
      layers: { get: async () => 0, advice: 'Set N_GPU_LAYERS and start it again.' },
      mem: { get: async () => 100, set: async (value) => void asked.push(`mem ${String(value)}`), advice: '' },
    },
  };
  const lab = createLabRouter({
    models: createModelProvider([model]),
    conversations: createConversationStore(store),
    turns: createTurnStore(store),
    control,
    tools: options.tools && (async () => options.tools!),
    ...options.router,
  });
  const server = await listen(express().use(lab.router).use(lab.langGraph));
  const call: LabRig['call'] = (method, path, body, key) =>
    fetch(server.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const dispose = async (): Promise<void> => {
    await lab.close();
    await server[Symbol.asyncDispose]();
    await model[Symbol.asyncDispose]();
    if (!options.store) store.close();
  };
  let disposal: Promise<void> | undefined;
  const disposeOnce = (): Promise<void> => (disposal ??= dispose());
  onTestFinished(disposeOnce);
  return {
    server,
    model,
    store,
    requests,
    asked,
    call,
    chat: async (body, key) => {
      const response = await call('POST', '/chat', body, key);
      const answer = (await response.json()) as LabAnswer;
      expect([response.status, answer]).toEqual([200, answer]);
      return answer;
    },
    history: async (id = 'default', key) => {
      const response = await call('GET', `/lab/conversations/${id}`, undefined, key);
      const { messages } = (await response.json()) as { messages: { role: string; content: string | null }[] };
      return messages.map(({ role, content }) => `${role}: ${content ?? ''}`);
    },
    [Symbol.asyncDispose]: disposeOnce,
  };
}

export const ask = (content: string): { messages: object[] } => ({ messages: [{ role: 'user', content }] });

/** The names and data of a stream's events. */
export async function readStream(response: Response): Promise<Record<string, unknown>[]> {
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const blocks = (await response.text()).split('\n\n').filter((block) => block.startsWith('event: '));
  return blocks.map((block) => {
    const [name, data] = block.split('\n').map((line) => line.slice(line.indexOf(': ') + 2));
    const event = JSON.parse(data ?? '') as Record<string, unknown>;
    expect(event['type']).toBe(name);
    return event;
  });
}
