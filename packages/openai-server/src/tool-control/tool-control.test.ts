import { Ajv2020 } from 'ajv/dist/2020.js';
import { TuneloopError } from '@tuneloop/protocol';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../test/start-server.ts';
import { createOpenApiDocument } from '../openapi/document.ts';
import { createToolControlRouter } from './create-tool-control-router.ts';
import { describeToolControl } from './describe-tool-control.ts';
import type { ControlledTool, ToolControl } from './tool-control.ts';

const tool: ControlledTool = {
  name: 'birds__find',
  parameters: { type: 'object', properties: { name: { type: 'string' } } },
  effects: { reads: true, writes: false, network: false, destructive: false, idempotent: true },
  origin: { type: 'mcp', name: 'birds' },
  decision: 'ask',
  reason: 'It reads.',
  isDecidedHere: true,
  configured: 'allow',
};

const told: unknown[] = [];

const control: ToolControl = {
  list: async () => [tool],
  async call(call) {
    told.push(['call', call]);
    return { status: 'success', found: 1 };
  },
  async decide(name, decision) {
    told.push(['decide', name, decision]);
    return { ...tool, decision: decision ?? 'allow' };
  },
  servers: async () => [
    { name: 'birds', state: 'connected', transport: 'stdio', target: 'birds --all', tools: [], isConfigured: true },
  ],
  async test(server) {
    if ('url' in (server as object)) throw new TuneloopError('UPSTREAM_FAILED', 'connect ECONNREFUSED');
    return { title: 'Birds', tools: [{ name: 'find' }] };
  },
  async add(name, server) {
    told.push(['add', name, server]);
  },
  remove: async (name) => void told.push(['remove', name]),
  restart: async (name) => void told.push(['restart', name]),
};

async function start(): Promise<(method: string, path: string, body?: object) => Promise<Response>> {
  const app = express();
  app.use(createToolControlRouter({ control }));
  const server = await listen(app);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return (method, path, body) =>
    fetch(server.url + path, {
      method,
      headers: { 'content-type': 'application/json', origin: server.url },
      ...(body && { body: JSON.stringify(body) }),
    });
}

const ajv = new Ajv2020({ strict: false });
const tools = { name: 'Tools', description: '' };
const part = describeToolControl();
ajv.addSchema({ ...createOpenApiDocument({ parts: [{ ...part, tags: [tools] }] }), $id: 'openapi' });

test('answers are as the document says, and the control is told what was asked', async () => {
  const ask = await start();
  const server = { command: 'birds' };
  const answers = [
    ['ControlledToolList', await ask('GET', '/v1/tools')],
    ['ToolRun', await ask('POST', '/v1/tools/birds__find/call', { arguments: { name: 'heron' } })],
    ['ControlledTool', await ask('PUT', '/v1/tools/birds__find/policy', { decision: null })],
    ['McpServerList', await ask('GET', '/v1/mcp/servers')],
    ['TestedMcpServer', await ask('POST', '/v1/mcp/servers/test', { server })],
    ['Success', await ask('POST', '/v1/mcp/servers', { name: 'birds', server })],
    ['Success', await ask('POST', '/v1/mcp/servers/birds/restart')],
    ['Success', await ask('DELETE', '/v1/mcp/servers/birds')],
  ] as const;
  for (const [name, answer] of answers) {
    const valid = ajv.validate({ $ref: `openapi#/components/schemas/${name}` }, await answer.json());
    expect([name, answer.status, valid, ajv.errors]).toEqual([name, 200, true, null]);
  }
  expect(told).toEqual([
    ['call', { name: 'birds__find', arguments: { name: 'heron' }, owner: undefined }],
    ['decide', 'birds__find', undefined],
    ['add', 'birds', server],
    ['restart', 'birds'],
    ['remove', 'birds'],
  ]);
});

test('what is wrong with a server that is tried is told', async () => {
  const ask = await start();
  const answer = await ask('POST', '/v1/mcp/servers/test', { server: { url: 'http://127.0.0.1:1' } });
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { error: { message: expect.stringContaining('ECONNREFUSED') as string } },
  ]);
});

test.each([
  ['POST', '/v1/mcp/servers', { name: 'tuneloop', server: {} }, 'name'],
  ['POST', '/v1/mcp/servers', { name: 'test', server: {} }, 'name'],
  ['PUT', '/v1/tools/a/policy', { decision: 'perhaps' }, 'decision'],
  ['POST', '/v1/tools/a/call', { arguments: [] }, 'arguments'],
])('%s %s %j is refused', async (method, path, body, param) => {
  const ask = await start();
  const answer = await ask(method, path, body);
  expect([answer.status, await answer.json()]).toMatchObject([400, { error: { param } }]);
});
