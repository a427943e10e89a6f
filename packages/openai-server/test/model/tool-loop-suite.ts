import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadedModel } from '@tuneloop/protocol';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createModelProvider, runToolLoop, type ToolLoopEvent } from '../../src/index.ts';
import { startServer } from '../start-server.ts';
import { collect } from '../stub-model.ts';
import { createTestExecutor, type TestExecutor } from '../test-executor.ts';
import { createTestToolServers } from '../test-tool-servers.ts';
import type { LoadModel } from '../load-embedded-model.ts';

/** A turn with a tool over a real model, whichever engine it is on. */
export function testToolLoop(load: LoadModel): void {
  let model: LoadedModel;

  beforeAll(async () => {
    model = await load({ slots: 1, contextSize: 1024 });
  });

  afterAll(async () => model[Symbol.asyncDispose]());

  /**
   * A file that says what no model knows, and a tool whose only call reads it. The model is told its name
   * alone, and asked for what the smallest can do whatever its roundings: a folder with a name of chance in the prompt,
   * or a question that takes a thought, would leave its greedy answer to chance.
   */
  function note(): { path: string; executor: TestExecutor } & Disposable {
    const folder = mkdtempSync(join(tmpdir(), 'tuneloop-tool-loop-'));
    const path = 'note.txt';
    writeFileSync(join(folder, path), 'The parrot is called Horatio.');
    const executor = createTestExecutor({
      read_file: {
        needs: ['path'],
        run: async (args) => ({
          status: 'success',
          content: await readFile(join(folder, String(args['path'])), 'utf8'),
        }),
      },
    });
    const parameters = {
      type: 'object',
      properties: { path: { const: path } },
      required: ['path'],
      additionalProperties: false,
    };
    const described = executor.list().map((tool) => ({ ...tool, description: 'Read a text file.', parameters }));
    return {
      path,
      executor: { ...executor, list: () => described },
      [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
    };
  }

  test('a real model reads a real file by a call that a grammar enforces, and answers from it', async () => {
    using file = note();
    const { path, executor } = file;
    const events: ToolLoopEvent[] = await collect(
      runToolLoop(
        model,
        {
          prompt: {
            type: 'messages',
            messages: [{ role: 'user', content: `Read ${path} and repeat its text.` }],
          },
          toolChoice: { name: 'read_file' },
          sampling: { temperature: 0 },
          maxTokens: 100,
        },
        { executor, maxIterations: 1 },
      ),
    );
    expect(executor.ran).toMatchObject([{ name: 'read_file', arguments: { path } }]);
    const end = events.at(-1);
    if (end?.type !== 'turn-end') throw new Error(`The turn ended with ${end?.type}.`);
    expect(end.messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant']);
    expect(JSON.stringify(end.messages.at(1)?.content)).toContain('Horatio');
    expect(end.messages.at(-1)?.content).toContain('Horatio');
  });

  test('so it does for a client of the Responses API that demands a tool of a server', async () => {
    using file = note();
    const { path, executor } = file;
    await using server = await startServer({
      models: createModelProvider([model]),
      toolServers: createTestToolServers({ files: executor }),
      maxToolIterations: 1,
    });
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
    const response = await client.responses.create({
      model: model.info.id,
      input: `Read ${path} and repeat its text.`,
      tools: [{ type: 'mcp', server_label: 'files' }],
      tool_choice: { type: 'mcp', server_label: 'files', name: 'read_file' },
      temperature: 0,
      max_output_tokens: 100,
    });
    expect(response.output.map(({ type }) => type)).toEqual(['mcp_list_tools', 'mcp_call', 'message']);
    expect(executor.ran).toMatchObject([{ name: 'read_file', arguments: { path } }]);
    expect(response.output_text).toContain('Horatio');
  });
}
