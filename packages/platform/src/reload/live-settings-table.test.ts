import { once } from 'node:events';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReloadRig, type ReloadRig } from '../../test/reload-rig.ts';
import { chatRequest, rawRequest, type TestPlatformOptions } from '../../test/test-platform.ts';
import { getPath, setPath } from '../config/layer.ts';
import type { Setting } from '../config/load-config.ts';
import { settingDefinitions } from '../config/setting-definitions.ts';
import { settingChanges } from './setting-changes.ts';

/** How a setting shows in what the server does. */
interface Probe {
  /** Where it needs another than the default. */
  before?: unknown;
  after: unknown;
  /** What is asked, before and after the change. */
  ask: (server: ReloadRig) => Promise<unknown>;
  answers: [before: unknown, after: unknown];
  /** What it needs beside it. */
  beside?: [before: object, after: object];
  options?: TestPlatformOptions;
  /** It is only looked at, and so can be on a server that others use. */
  isRead?: boolean;
}

const chat = async (
  { url }: ReloadRig,
  body: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<number> => {
  const { body: text, ...request } = chatRequest(body);
  const answer = await fetch(`${url}/v1/chat/completions`, {
    ...request,
    body: text!,
    headers: { 'content-type': 'application/json', ...headers },
  });
  await answer.arrayBuffer();
  return answer.status;
};

/** What a key without limits of its own is told of them. */
async function limitOf({ url, platform }: ReloadRig, kind: string): Promise<string | null> {
  const { key } = await platform.keys.create({ name: randomUUID(), scopes: ['chat'] });
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/embeddings`, { method: 'POST', headers, body: '{"input":"a"}' });
  await answer.arrayBuffer();
  return answer.headers.get(`x-ratelimit-limit-${kind}`);
}

/** What a setting reads as where only its reader can see the difference: the reader is tested beside its code. */
const reads = (path: string): Pick<Probe, 'ask' | 'isRead'> => ({
  ask: async ({ platform }) => getPath(platform.config, path),
  isRead: true,
});

const tlsFile = (name: string): string => fileURLToPath(new URL(`../../test/tls/${name}`, import.meta.url));

async function certificateName({ url }: ReloadRig): Promise<unknown> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return subject.CN;
}

interface ModelList {
  data: { id: string }[];
}

const namedModels = { models: { first: 'x', second: 'y' } };

async function modelOfChat({ url }: ReloadRig): Promise<unknown> {
  const answer = await fetch(`${url}/v1/chat/completions`, chatRequest());
  return ((await answer.json()) as { model: string }).model;
}

/** The record of a question that is asked now. */
async function lastRecorded(server: ReloadRig): Promise<Record<string, unknown>> {
  await chat(server, { messages: [{ role: 'user', content: 'Write to ada@example.org.' }] });
  const answer = await fetch(`${server.url}/v1/interactions?limit=1`);
  const { data } = (await answer.json()) as { data: Record<string, unknown>[] };
  return data[0]!;
}

const probes: Readonly<Record<string, Probe>> = {
  'server.apiKey': {
    before: 'first',
    after: 'second',
    ask: async (server) => [
      await chat(server, {}, { authorization: 'Bearer first' }),
      await chat(server, {}, { authorization: 'Bearer second' }),
    ],
    answers: [
      [200, 401],
      [401, 200],
    ],
  },
  'server.allowedHosts': {
    after: ['llm'],
    ask: async ({ url }) => (await rawRequest(`${url}/health/live`, { headers: { host: 'llm:8000' } })).status,
    answers: [403, 200],
  },
  'server.allowedOrigins': {
    after: ['https://app.example'],
    ask: async ({ url }) =>
      (await rawRequest(`${url}/health/live`, { headers: { origin: 'https://app.example' } })).status,
    answers: [403, 200],
  },
  'server.tls.certFile': {
    before: tlsFile('first.crt'),
    after: tlsFile('second.crt'),
    beside: [{ keyFile: tlsFile('first.key') }, { keyFile: tlsFile('second.key') }],
    ask: certificateName,
    answers: ['first.example', 'second.example'],
  },
  'server.tls.keyFile': {
    before: tlsFile('first.key'),
    after: tlsFile('second.key'),
    beside: [{ certFile: tlsFile('first.crt') }, { certFile: tlsFile('second.crt') }],
    ask: certificateName,
    answers: ['first.example', 'second.example'],
  },
  'server.bodyLimitBytes': {
    after: 1024,
    ask: (server) => chat(server, { user: 'x'.repeat(1100) }),
    answers: [200, 413],
  },
  'server.fileLimitBytes': {
    after: 1024,
    ask: async ({ url }) => {
      const form = new FormData();
      form.append('purpose', 'fine-tune');
      form.append('file', new Blob(['x'.repeat(2000)]), 'rows.jsonl');
      return (await fetch(`${url}/v1/files`, { method: 'POST', body: form })).status;
    },
    answers: [200, 413],
  },
  model: {
    before: 'first',
    after: 'second',
    beside: [namedModels, namedModels],
    ask: modelOfChat,
    answers: ['first', 'second'],
  },
  models: {
    before: { first: 'x' },
    after: { first: 'x', second: 'y' },
    ask: async ({ url }) => ((await (await fetch(`${url}/v1/models`)).json()) as ModelList).data.map(({ id }) => id),
    answers: [
      ['scripted', 'first'],
      ['scripted', 'first', 'second'],
    ],
  },
  'runtime.memoryBytes': {
    after: '1GB',
    ask: async ({ platform }) => platform.service.runtime.memoryBytes,
    answers: [undefined, 1e9],
  },
  'tools.policy': {
    after: { tools: { run_code: 'allow' } },
    ask: async ({ platform }) => {
      const executor = await platform.tools.executor();
      const call = { id: 'call', name: 'run_code', arguments: { code: '1 + 1', language: 'javascript' } };
      return (await executor.judge(call, { owner: 'somebody' })).decision;
    },
    answers: ['ask', 'allow'],
  },
  mcpServers: {
    after: { gone: { command: '/no/such/program' } },
    ask: async ({ platform }) => (await platform.tools.servers()).status().map(({ name }) => name),
    answers: [[], ['gone']],
  },
  'recording.privacy': {
    after: 'metadata',
    ask: async (server) => JSON.stringify(await lastRecorded(server)).includes('Write to'),
    answers: [true, false],
  },
  'recording.redact': {
    after: 'pii',
    ask: async (server) => JSON.stringify(await lastRecorded(server)).includes('ada@example.org'),
    answers: [true, false],
  },
  'huggingFace.endpoint': {
    after: 'https://mirror.example',
    ...reads('huggingFace.endpoint'),
    answers: [undefined, 'https://mirror.example'],
  },
  'huggingFace.token': {
    before: 'first',
    after: 'second',
    ask: async ({ platform }) => platform.config.huggingFace.token?.reveal(),
    answers: ['first', 'second'],
  },
  'ollama.modelsFolder': {
    after: '/elsewhere',
    ...reads('ollama.modelsFolder'),
    answers: [undefined, '/elsewhere'],
  },
  'server.requireModel': { after: true, ask: (server) => chat(server), answers: [200, 400] },
  'server.loadWaitMs': { after: 5, ...reads('server.loadWaitMs'), answers: [20_000, 5] },
  'server.drainMs': {
    after: 5,
    ...reads('server.drainMs'),
    answers: [10_000, 5],
    options: { flags: { drainMs: undefined } },
  },
  'server.streamKeepAliveMs': { after: 100, ...reads('server.streamKeepAliveMs'), answers: [15_000, 100] },
  'server.connectionIdleMs': {
    after: 2000,
    ask: async ({ url }) => (await rawRequest(`${url}/health/live`)).headers['keep-alive'],
    answers: ['timeout=65', 'timeout=2'],
  },
  'server.headersTimeoutMs': { after: 1000, ...reads('server.headersTimeoutMs'), answers: [15_000, 1000] },
  'server.requestTimeoutMs': { after: 60_000, ...reads('server.requestTimeoutMs'), answers: [120_000, 60_000] },
  'server.maxConnections': { after: 5, ...reads('server.maxConnections'), answers: [4096, 5] },
  'server.maxRequests': { after: 5, ...reads('server.maxRequests'), answers: [1024, 5] },
  'server.maxBodiesBytes': {
    after: 1024 ** 2,
    ask: (server) => chat(server, { user: 'x'.repeat(1024 ** 2) }),
    answers: [200, 503],
  },
  'server.minFreeMemoryBytes': {
    after: 1024 ** 5,
    ask: async (server) => {
      // The first looks at the memory, which nobody waits for.
      await chat(server);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return chat(server);
    },
    answers: [200, 503],
  },
  'server.deadlineMs': {
    after: 20,
    ask: (server) => chat(server),
    answers: [200, 504],
    options: { engine: createScriptedEngine({ prefillMs: 200 }) },
  },
  'access.requestsPerMinute': { after: 1, ask: (server) => limitOf(server, 'requests'), answers: [null, '1'] },
  'access.tokensPerMinute': { after: 9, ask: (server) => limitOf(server, 'tokens'), answers: [null, '9'] },
  'access.concurrency': { after: 3, ...reads('access.concurrency'), answers: [undefined, 3] },
  'server.bodyIdleMs': { after: 500, ...reads('server.bodyIdleMs'), answers: [30_000, 500] },
  'server.stalledReaderMs': { after: 500, ...reads('server.stalledReaderMs'), answers: [120_000, 500] },
  'server.stuckAfterMs': { after: 5000, ...reads('server.stuckAfterMs'), answers: [180_000, 5000] },
  'server.drainDelayMs': { after: 5, ...reads('server.drainDelayMs'), answers: [0, 5] },
  offline: { after: true, ...reads('offline'), answers: [false, true] },
  'tools.maxIterations': { after: 2, ...reads('tools.maxIterations'), answers: [5, 2] },
  'mcp.requestHosts': { after: ['mcp.example'], ...reads('mcp.requestHosts'), answers: [[], ['mcp.example']] },
  'conversations.maxTokens': { after: 100, ...reads('conversations.maxTokens'), answers: [undefined, 100] },
  'recording.tokens': { after: true, ...reads('recording.tokens'), answers: [false, true] },
  'log.level': {
    after: 'error',
    ask: async ({ platform }) => platform.logger.level,
    answers: ['debug', 'error'],
  },
};

const configured = (path: string, value: unknown, beside: object = {}): object => {
  const values: Record<string, unknown> = {};
  for (const [name, other] of Object.entries(beside)) setPath(values, path.replace(/\w+$/, name), other);
  if (value !== undefined) setPath(values, path, value);
  return values;
};

describe('live', () => {
  let common: ReloadRig;
  beforeAll(async () => {
    common = await createReloadRig();
  });
  afterAll(() => common[Symbol.asyncDispose]());

  test.each(Object.entries(probes))('%s', async (path, probe) => {
    const { before, after, ask, answers, options, beside = [], isRead = false } = probe;
    const configuration = configured(path, before, beside[0]);
    await using own = isRead && !options ? undefined : await createReloadRig({ ...options, configuration });
    const server = own ?? common;
    await own?.platform.host.ready();
    expect(await ask(server)).toEqual(answers[0]);
    expect(await server.change(configured(path, after, beside[1]))).toMatchObject({
      outcome: 'changed',
      needsRestart: [],
    });
    expect(await ask(server)).toEqual(answers[1]);
    // And back again.
    expect(await server.change(configuration)).toMatchObject({ outcome: 'changed' });
    if (path !== 'log.level') expect(await ask(server)).toEqual(answers[0]);
  });

  test('every setting that is marked so is tried', () => {
    const marked = settingDefinitions.flatMap(({ path, live }) => (live ? [path] : []));
    expect(Object.keys(probes).toSorted()).toEqual(marked.toSorted());
  });
});

test('every other setting is reported as needing a restart', () => {
  const others = settingDefinitions.filter(({ live }) => !live);
  const settings = (value: unknown): { settings: Setting[]; contents: Map<string, string> } => ({
    settings: others.map(({ path, summary }) => ({ path, value, source: 'default', summary })),
    contents: new Map(),
  });
  const changes = settingChanges(settings('before'), settings('after'));
  expect(changes.map(({ path, isLive }) => [path, isLive])).toEqual(others.map(({ path }) => [path, false]));
  expect(changes.flatMap(({ lines }) => lines)).toContain('server.port: before → after (default)');
});
