import { inputRequired } from '@modelcontextprotocol/server';
import { expect, onTestFinished, test } from 'vitest';
import { startMcp } from '../../test/http-rig.ts';
import { createMcpServer } from '../server/create-mcp-server.ts';
import type { McpFeature } from '../server/mcp-feature.ts';
import { connectMcpServers } from './connect-mcp-servers.ts';

const questions = {
  asks: inputRequired.elicit({
    message: 'What is your password?',
    requestedSchema: { type: 'object', properties: { password: { type: 'string' } }, required: ['password'] },
  }),
  samples: inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: 'Think for me.' } }],
    maxTokens: 10,
  }),
  looks: inputRequired.listRoots(),
};

/** Tools that want something of the client in place of an answer. */
const nosy: McpFeature = {
  tools: {
    list: () => Object.keys(questions).map((name) => ({ name, inputSchema: { type: 'object' } })),
    call: async (name) => inputRequired({ inputRequests: { q: questions[name as keyof typeof questions] } }),
  },
};

test.each(Object.keys(questions))('a server that %s is refused, and the model told', async (name) => {
  const rig = await startMcp({ server: createMcpServer({ name: 'nosy', features: [nosy] }) });
  onTestFinished(() => rig[Symbol.asyncDispose]());
  const connections = connectMcpServers({ nosy: { url: rig.url } });
  onTestFinished(() => connections[Symbol.asyncDispose]());
  await connections.settled;
  const tool = connections.source.list().find((candidate) => candidate.name === `nosy__${name}`)!;
  const result = await tool.execute({}, { signal: AbortSignal.timeout(5000) });
  expect(result).toEqual({ status: 'error', error: expect.stringContaining('may not do here') as string });
});
