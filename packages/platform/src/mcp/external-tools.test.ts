import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { textOf } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { createLogger } from '../logging/logger.ts';
import { loadConfig } from '../config/load-config.ts';
import { createPlatform } from '../platform.ts';
import { scriptedModel, storeOf } from '../../test/test-platform.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';

const fromBridge = createRequire(new URL('../../../mcp-bridge/package.json', import.meta.url));
const manifest = fromBridge.resolve('@modelcontextprotocol/server-filesystem/package.json');

test('a model reads a file by the tool of an external server', { timeout: 30_000 }, async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'note.txt'), 'The word is heron.');
  const files = {
    command: process.execPath,
    args: [join(dirname(manifest), 'dist/index.js'), folder.path],
    trustAnnotations: true,
  };
  // It does not say that it stays away from the network, so the policy names what may run without asking.
  const policy = { tools: { 'files__read_*': 'allow' } };
  const configured = { mcpServers: { files }, tools: { policy } };
  await writeFile(join(folder.path, 'tuneloop.config.json'), JSON.stringify(configured));
  const env = { TUNELOOP_DATA: folder.path, TUNELOOP_CACHE: folder.path, PORT: '0' };
  const { config } = await loadConfig({ cwd: folder.path, env, flags: { drainMs: 500 } });
  const engine = createScriptedEngine({
    contextSize: 32_768,
    replies: ({ prompt, tools }) => {
      const last = prompt.type === 'messages' ? prompt.messages.at(-1) : undefined;
      if (last?.role === 'tool') return `It says: ${textOf(last.content)}`;
      expect(tools?.map(({ name }) => name)).toEqual(expect.arrayContaining(['read_file', 'files__read_text_file']));
      const call = { name: 'files__read_text_file', arguments: { path: join(folder.path, 'note.txt') } };
      return { steps: [{ toolCall: call }] };
    },
  });
  const logger = createLogger({ level: 'silent', format: 'json' });
  await using platform = await createPlatform(config, { engine, models: storeOf(async () => scriptedModel), logger });
  const { url } = await platform.listen();
  await (
    await platform.tools.servers()
  ).settled;
  const answer = await fetch(`${url}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'What does the note say?' }], enable_tools: true }),
  });
  const body = (await answer.json()) as { response: string; tools_used: string[] };
  expect(body.response).toContain('The word is heron.');
  expect(body.tools_used.join()).toContain('files__read_text_file');
});
