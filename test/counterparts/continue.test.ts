import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { textOf } from '@tuneloop/protocol';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { startServer } from '../../apps/server/test/model/running-server.ts';
import { createModelProvider } from '../../packages/openai-server/src/models/create-model-provider.ts';
import { startServer as startRouter } from '../../packages/openai-server/test/start-server.ts';

const example = fileURLToPath(new URL('../../examples/vscode/continue.yaml', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-continue-'));
  await writeFile(join(folder, 'note.txt'), 'The word is heron.');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What Continue prints, with the example's configuration and this server's address in it. */
async function ask(url: string, question: string, options: readonly string[] = []): Promise<string> {
  const config = join(folder, 'continue.yaml');
  await writeFile(config, (await readFile(example, 'utf8')).replace('http://127.0.0.1:8000', url));
  const asked = promisify(execFile)(
    process.execPath,
    [inject('continueCli'), '--print', '--config', config, ...options, question],
    {
      cwd: folder,
      // A home of its own; it must not report anything to its makers.
      env: { PATH: process.env['PATH'], HOME: folder, USERPROFILE: folder, CONTINUE_TELEMETRY_ENABLED: '0' },
      timeout: 120_000,
    },
  );
  asked.child.stdin?.end();
  return (await asked).stdout;
}

it("Continue's command line gets an answer of the real model", async () => {
  await using server = await startServer({ contextSize: 8192 });
  const answer = await ask(server.url, 'What is the capital of France?', ['--exclude', '*']);
  expect(answer.trim().length).toBeGreaterThan(10);
});

it("Continue's command line runs a tool that the model calls, and sends back its result", async () => {
  const engine = createScriptedEngine({
    contextSize: 32_768,
    replies: ({ prompt, tools }) => {
      const last = prompt.type === 'messages' ? prompt.messages.at(-1) : undefined;
      if (last?.role === 'tool') return `It says: ${textOf(last.content)}`;
      expect(tools?.map(({ name }) => name)).toContain('Read');
      return { steps: [{ toolCall: { name: 'Read', arguments: { filepath: join(folder, 'note.txt') } } }] };
    },
  });
  await using model = await engine.load({ id: 'scripted' });
  await using server = await startRouter({ models: createModelProvider([model]) });
  expect(await ask(server.url, 'What does the note say?')).toContain('It says: ');
  expect(await ask(server.url, 'What does the note say?')).toContain('The word is heron.');
});
