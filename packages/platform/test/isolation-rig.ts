import { setTimeout as wait } from 'node:timers/promises';
import type { Scope } from '@tuneloop/openai-server';
import { createServedRig, type ServedRig } from './training/served-rig.ts';
import { eventually } from './test-platform.ts';

type Json = Record<string, unknown>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: Json;
}

/** An operation of the OpenAPI document with what it says of its access. */
export interface DescribedOperation {
  /** `GET /v1/files/{id}`. */
  name: string;
  method: string;
  path: string;
  scopes: readonly Scope[] | 'any' | 'none' | undefined;
  visibility: 'own' | 'own-or-admin' | 'own-or-data' | 'admin' | undefined;
  isLimited: boolean;
}

export interface IsolationRig extends Pick<ServedRig, 'platform'> {
  operations: readonly DescribedOperation[];
  makeKey(name: string, scopes: readonly Scope[]): Promise<string>;
  /** What is a stream is read for a moment. */
  call(key: string | undefined, operation: string, more?: { body?: unknown; headers?: Json }): Promise<Answer>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A server with everything that keys have things of their own in. */
export async function createIsolationRig(): Promise<IsolationRig> {
  const server = await createServedRig();
  const { url, platform } = server;
  const call: IsolationRig['call'] = async (key, operation, { body, headers } = {}) => {
    const [method = '', path = ''] = operation.split(' ');
    const isForm = body instanceof FormData;
    const hasBody = method !== 'GET' && method !== 'DELETE';
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(!isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(hasBody && { body: isForm ? body : JSON.stringify(body ?? {}) }),
    });
    const text = await textOf(response);
    const isJson = response.headers.get('content-type')?.includes('json') === true && text.startsWith('{');
    return { status: response.status, headers: response.headers, text, json: isJson ? (JSON.parse(text) as Json) : {} };
  };
  return {
    platform,
    operations: await operationsOf(url),
    call,
    makeKey: async (name, scopes) => (await platform.keys.create({ name, scopes })).key,
    [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose](),
  };
}

async function textOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text();
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const late = wait(50);
  let text = '';
  for (;;) {
    const next = await Promise.race([reader.read(), late]);
    if (next === undefined || next.done) break;
    text += next.value;
  }
  await reader.cancel();
  return text;
}

async function operationsOf(url: string): Promise<DescribedOperation[]> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, Json> };
  const methods = new Set(['get', 'post', 'put', 'patch', 'delete']);
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.has(method))
      .map(([method, operation]) => {
        const described = operation as Json;
        return {
          name: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path,
          scopes: described['x-required-scope'] as DescribedOperation['scopes'],
          visibility: described['x-visibility'] as DescribedOperation['visibility'],
          isLimited: described['x-rate-limited'] === true,
        };
      }),
  );
}

/** Something of each kind that belongs to a key. Values are what stands for parameters of paths. */
export type Things = Readonly<Record<string, string>>;

const rows = Array.from({ length: 20 }, (_, index) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: `Question ${index}` },
      { role: 'assistant', content: 'Yes.' },
    ],
  }),
).join('\n');

/** Makes them by the API alone. They rest: nothing of them is going on any more. */
export async function makeThings({ call }: IsolationRig, key: string): Promise<Things> {
  const make = async (operation: string, body: unknown): Promise<Answer> => {
    const answer = await call(key, operation, { body });
    if (answer.status >= 300) throw new Error(`${operation}: ${answer.status} ${answer.text}`);
    return answer;
  };
  const idOf = ({ json }: Answer): string => String(json['id']);
  const messages = [{ role: 'user', content: 'Tell me a secret.' }];
  const form = new FormData();
  form.append('purpose', 'fine-tune');
  form.append('file', new Blob([rows]), 'rows.jsonl');

  await make('POST /chat', { messages, conversation_id: 'secret-tale' });
  const thread = String((await make('POST /threads', {})).json['thread_id']);
  const input = { messages: [{ type: 'human', content: 'Hi' }] };
  await make(`POST /threads/${thread}/runs/wait`, { assistant_id: 'agent', input });
  const [run] = JSON.parse((await make(`GET /threads/${thread}/runs`, undefined)).text) as { run_id: string }[];
  const state = (await make(`GET /threads/${thread}/state`, undefined)).json as {
    checkpoint: { checkpoint_id: string };
  };
  const interaction = idOf(await make('POST /v1/chat/completions', { messages }));
  const comparison = idOf(await make('POST /v1/comparisons', { messages, n: 2 }));
  const response = idOf(await make('POST /v1/responses', { input: 'Hi' }));
  const exported = idOf(await make('POST /v1/exports', { format: 'sft' }));
  const file = idOf(await make('POST /v1/files', form));
  const job = idOf(await make('POST /v1/fine_tuning/jobs', { model: 'default', training_file: file }));
  const training = await make('POST /v1/training/runs', { data: { file }, name: 'mine' });
  const isOver = async (operation: string): Promise<boolean> => {
    const { json } = await make(operation, undefined);
    return ['succeeded', 'failed', 'cancelled', 'completed'].includes(String(json['status']));
  };
  await eventually(() => isOver(`GET /v1/exports/${exported}`));
  await eventually(() => isOver(`GET /v1/fine_tuning/jobs/${job}`));
  await eventually(() => isOver(`GET /v1/training/runs/${idOf(training)}`));
  return {
    '/lab/conversations/{id}': 'secret-tale',
    '/lab/conversations/{id}/turns/{turn}': 'turn_0',
    '/threads/{thread}': thread,
    '/threads/{thread}/state/{checkpoint}': state.checkpoint.checkpoint_id,
    '/threads/{thread}/runs/{run}': run!.run_id,
    '/runs/{run}': run!.run_id,
    '/v1/interactions/{id}': interaction,
    '/v1/comparisons/{id}': comparison,
    '/v1/responses/{id}': response,
    '/v1/exports/{id}': exported,
    '/v1/files/{id}': file,
    '/v1/fine_tuning/jobs/{id}': job,
    '/v1/training/runs/{id}': idOf(training),
    '/v1/jobs/{id}': exported,
    '/v1/jobs/graphs/{id}': String(training.json['graph']),
  };
}
