import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Message } from '@tuneloop/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createChatTemplate } from '../template/index.ts';
import { chooseOutputParser, reasoningMarkup, toolCallFormat } from './index.ts';

const run = promisify(execFile);
let folder: string;

// The package carries llama.cpp's repository, and that the chat templates of many models.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-templates-'));
  const entry = createRequire(import.meta.url).resolve('node-llama-cpp');
  const bundle = join(dirname(entry), '..', 'llama', 'gitRelease.bundle');
  await run('git', ['clone', '--quiet', '--bare', bundle, folder]);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function chatTemplate(file: string): Promise<string> {
  const { stdout } = await run('git', ['-C', folder, 'show', `HEAD:models/templates/${file}.jinja`]);
  return stdout;
}

it.each([
  ['Qwen-Qwen3-0.6B', 'hermes', '<think>'],
  ['Qwen-Qwen2.5-7B-Instruct', 'hermes', undefined],
  ['Qwen-QwQ-32B', 'hermes', '<think>'],
  ['NousResearch-Hermes-3-Llama-3.1-8B-tool_use', 'hermes', undefined],
  ['ibm-granite-granite-4.0', 'hermes', undefined],
  ['Qwen3-Coder', 'qwen-coder', undefined],
  ['Qwen3.5-4B', 'qwen-coder', '<think>'],
  ['NVIDIA-Nemotron-3-Nano-30B-A3B-BF16', 'qwen-coder', '<think>'],
  ['meta-llama-Llama-3.1-8B-Instruct', 'llama', undefined],
  ['meta-llama-Llama-3.2-3B-Instruct', 'llama', undefined],
  ['meta-llama-Llama-3.3-70B-Instruct', 'llama', undefined],
  ['mistralai-Mistral-Nemo-Instruct-2407', 'mistral', undefined],
  ['Mistral-Small-3.2-24B-Instruct-2506', 'mistral', undefined],
  ['unsloth-mistral-Devstral-Small-2507', 'mistral', undefined],
  ['mistralai-Ministral-3-14B-Reasoning-2512', 'mistral', '[THINK]'],
  ['deepseek-ai-DeepSeek-V3.1', 'deepseek', '<think>'],
  ['deepseek-ai-DeepSeek-R1-Distill-Qwen-32B', 'deepseek', '<think>'],
  ['openai-gpt-oss-120b', 'harmony', undefined],
  ['ibm-granite-granite-3.3-2B-Instruct', 'granite', '<think>'],
  ['HuggingFaceTB-SmolLM3-3B', 'generic', '<think>'],
  ['google-gemma-2-2b-it', 'generic', undefined],
  ['microsoft-Phi-3.5-mini-instruct', 'generic', undefined],
])('knows the family of %s', async (file, format, open) => {
  const template = await chatTemplate(file);
  expect(toolCallFormat(template).name).toBe(format);
  expect(reasoningMarkup(template)?.open).toBe(open);
});

it('knows no family without a template', () => {
  expect(toolCallFormat(undefined).name).toBe('generic');
});

it.each([
  'Qwen-Qwen3-0.6B',
  'Qwen-Qwen2.5-7B-Instruct',
  'NousResearch-Hermes-3-Llama-3.1-8B-tool_use',
  'ibm-granite-granite-4.0',
  'Qwen3-Coder',
  'Qwen3.5-4B',
  'NVIDIA-Nemotron-3-Nano-30B-A3B-BF16',
  'meta-llama-Llama-3.1-8B-Instruct',
  'meta-llama-Llama-3.2-3B-Instruct',
  'meta-llama-Llama-3.3-70B-Instruct',
  'mistralai-Mistral-Nemo-Instruct-2407',
  'Mistral-Small-3.2-24B-Instruct-2506',
  'unsloth-mistral-Devstral-Small-2507',
  'mistralai-Ministral-3-14B-Reasoning-2512',
  'deepseek-ai-DeepSeek-V3.1',
  'deepseek-ai-DeepSeek-R1-Distill-Qwen-32B',
  'llama-cpp-deepseek-r1',
  'openai-gpt-oss-120b',
])('reads a call as the template of %s writes it', async (file) => {
  const template = await chatTemplate(file);
  const { render } = createChatTemplate({ template, bosText: '<bos>', eosText: '<eos>' });
  const parameters = {
    type: 'object',
    properties: {
      city: { type: 'string', description: 'Where.' },
      days: { type: 'integer', description: 'How many.' },
    },
  };
  const tools = [{ name: 'get_weather', description: 'The weather.', parameters }];
  const question: Message = { role: 'user', content: 'Will it rain?' };
  const call = { id: 'abcdefghi', name: 'get_weather', arguments: '{"city":"Rome","days":2}' };
  const variables = { enable_thinking: false };
  const whole = render([question, { role: 'assistant', content: '', toolCalls: [call] }], {
    tools,
    addGenerationPrompt: false,
    variables,
  });
  const [withTurn, withoutTurn] = [true, false].map((addGenerationPrompt) =>
    render([question], { tools, addGenerationPrompt, variables }),
  );
  // Some templates leave empty thoughts out of what was said before.
  const prompt = [withTurn!, withoutTurn!].find((candidate) => whole.startsWith(candidate));
  expect(prompt).toBeDefined();
  const parser = chooseOutputParser(template, { tools })!;
  const events = [...parser.push(whole.slice(prompt!.length)), ...parser.end()];
  const starts = events.filter((event) => event.type === 'tool-call-start');
  expect(starts.map(({ name }) => name)).toEqual(['get_weather']);
  const text = events.map((event) => (event.type === 'tool-call-delta' ? event.arguments : '')).join('');
  expect(JSON.parse(text)).toEqual({ city: 'Rome', days: 2 });
});
