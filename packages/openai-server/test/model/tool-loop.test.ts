import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadedModel } from '@tuneloop/protocol';
import { createModelStore, defaultModelsFolder, embeddedModel } from '@tuneloop/runtime';
import { createLlamaCppEngine } from '@tuneloop/runtime/llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runToolLoop, type ToolLoopEvent } from '../../src/index.ts';
import { collect } from '../stub-model.ts';
import { createTestExecutor } from '../test-executor.ts';

let model: LoadedModel;

beforeAll(async () => {
  const folder = defaultModelsFolder(process.env, process.platform);
  const { path } = await createModelStore({ folder, environment: process.env }).resolve(embeddedModel.id);
  model = await createLlamaCppEngine({
    slots: 1,
    contextSize: 1024,
    threads: 2,
    flashAttention: true,
    gpuLayers: 0,
  }).load({ id: 'embedded', path });
});

afterAll(async () => model[Symbol.asyncDispose]());

test('a real model reads a real file by a call that a grammar enforces, and answers from it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-tool-loop-'));
  const path = join(folder, 'note.txt');
  writeFileSync(path, 'The parrot is called Horatio.');
  try {
    const executor = createTestExecutor({
      read_file: {
        needs: ['path'],
        run: async (args) => ({ status: 'success', content: await readFile(String(args['path']), 'utf8') }),
      },
    });
    const parameters = {
      type: 'object',
      properties: { path: { const: path } },
      required: ['path'],
      additionalProperties: false,
    };
    const described = executor.list().map((tool) => ({ ...tool, description: 'Read a text file.', parameters }));
    const events: ToolLoopEvent[] = await collect(
      runToolLoop(
        model,
        {
          prompt: {
            type: 'messages',
            messages: [{ role: 'user', content: `What is the parrot called? Read ${path}.` }],
          },
          toolChoice: { name: 'read_file' },
          sampling: { temperature: 0 },
          maxTokens: 100,
        },
        { executor: { ...executor, list: () => described }, maxIterations: 1 },
      ),
    );
    expect(executor.ran).toMatchObject([{ name: 'read_file', arguments: { path } }]);
    const end = events.at(-1);
    if (end?.type !== 'turn-end') throw new Error(`The turn ended with ${end?.type}.`);
    expect(end.messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant']);
    expect(end.messages.at(-1)?.content).toContain('Horatio');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
