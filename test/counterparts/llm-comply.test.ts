import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { createModelProvider } from '../../packages/openai-server/src/models/create-model-provider.ts';
import { startServer } from '../../packages/openai-server/test/start-server.ts';
import { loadWeatherModel } from '../../packages/openai-server/test/weather-model.ts';

interface Report {
  summary: { total: number; passed: number; failed: number; skipped: number };
  results: { id: string; status: string; warnings?: string[] }[];
}

// The suite tells by a model's name whether it reasons, and leaves out its tests of reasoning for others.
it.each([
  ['openai-chat', 'scripted-gpt-5', []],
  // Compaction is advisory there, and not offered here.
  ['open-responses', 'scripted-gpt-5', ['compact-response']],
  ['anthropic', 'scripted-claude-3-5', []],
])('llm-comply finds nothing wrong with %s', async (format, id, warned) => {
  await using model = await loadWeatherModel(id);
  await using server = await startServer({ models: createModelProvider([model]), requireModel: true });
  const program = join(dirname(inject('python')), process.platform === 'win32' ? 'llm-comply.exe' : 'llm-comply');
  const parameters = [
    '--base-url',
    `${server.url}/v1`,
    '--api-key',
    'none',
    '--model',
    id,
    '--format',
    format,
    '--json',
  ];
  const { stdout } = await promisify(execFile)(program, parameters);
  const { summary, results } = JSON.parse(stdout) as Report;
  expect(results.filter(({ status }) => status !== 'passed')).toEqual([]);
  expect(summary.passed).toBeGreaterThanOrEqual(9);
  expect(results.filter(({ warnings }) => warnings?.length).map((result) => result.id)).toEqual(warned);
});
