import type { Message } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLlamaCppBundle, type LlamaCppBundle } from '../../test/bundle/llama-cpp-bundle.ts';
import { createChatTemplate } from '../template/index.ts';
import { chooseOutputParser, reasoningMarkup, toolCallFormat } from './index.ts';

let bundle: LlamaCppBundle;
beforeAll(async () => {
  bundle = await openLlamaCppBundle();
}, 60_000);
afterAll(() => bundle[Symbol.asyncDispose]());

/** How the models of these chat templates call tools, and what their thoughts begin with. */
const families: [file: string, format: string, open?: string][] = [
  ['Qwen-Qwen3-0.6B', 'hermes', '<think>'],
  ['Qwen-Qwen2.5-7B-Instruct', 'hermes'],
  ['Qwen-QwQ-32B', 'hermes', '<think>'],
  ['NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use', 'hermes'],
  ['NousResearch-Hermes-3-Llama-3.1-8B-tool_use', 'hermes'],
  ['ibm-granite-granite-4.0', 'hermes'],
  ['ibm-granite-granite-4.1', 'hermes'],
  ['MiMo-VL', 'hermes'],
  ['Bielik-11B-v3.0-Instruct', 'hermes', '<think>'],
  ['Reka-Edge', 'hermes', '<think>'],
  ['Qwen3-Coder', 'qwen-coder'],
  ['Qwen3.5-4B', 'qwen-coder', '<think>'],
  ['NVIDIA-Nemotron-3-Nano-30B-A3B-BF16', 'qwen-coder', '<think>'],
  ['StepFun3.5-Flash', 'qwen-coder', '<think>'],
  ['ByteDance-Seed-OSS', 'seed', '<seed:think>'],
  ['MiniMax-M2', 'minimax', '<think>'],
  ['openbmb-MiniCPM5-1B', 'minicpm', '<think>'],
  ['deepseek-ai-DeepSeek-V3.2', 'dsml', '<think>'],
  ['deepseek-ai-DeepSeek-V4', 'dsml', '<think>'],
  ['deepseek-ai-DeepSeek-V4-Flash-0731', 'dsml', '<think>'],
  ['GLM-4.6', 'glm', '<think>'],
  ['GLM-4.7-Flash', 'glm', '<think>'],
  ['inclusionai-ling-3.0-flash', 'glm', '<think>'],
  ['poolside-Laguna-S-2.1', 'glm', '<think>'],
  ['poolside-Laguna-XS-2.1', 'glm', '<think>'],
  ['Spark2.5', 'glm', '<think>'],
  ['tencent-Hy3', 'hunyuan', '<think:opensource>'],
  ['google-gemma-4-31B-it', 'gemma', '<|channel>thought'],
  ['google-gemma-4-31B-it-interleaved', 'gemma', '<|channel>thought'],
  ['meta-llama-Llama-3.1-8B-Instruct', 'llama'],
  ['meta-llama-Llama-3.2-3B-Instruct', 'llama'],
  ['meta-llama-Llama-3.3-70B-Instruct', 'llama'],
  ['meetkai-functionary-medium-v3.1', 'functionary'],
  ['mistralai-Mistral-Nemo-Instruct-2407', 'mistral'],
  ['Mistral-Small-3.2-24B-Instruct-2506', 'mistral'],
  ['unsloth-mistral-Devstral-Small-2507', 'mistral'],
  ['mistralai-Ministral-3-14B-Reasoning-2512', 'mistral', '[THINK]'],
  ['deepseek-ai-DeepSeek-V3.1', 'deepseek', '<think>'],
  ['deepseek-ai-DeepSeek-R1-Distill-Llama-8B', 'deepseek', '<think>'],
  ['deepseek-ai-DeepSeek-R1-Distill-Qwen-32B', 'deepseek', '<think>'],
  ['llama-cpp-deepseek-r1', 'deepseek', '<think>'],
  ['moonshotai-Kimi-K2', 'kimi'],
  ['Kimi-K2-Instruct', 'kimi'],
  ['Kimi-K2-Thinking', 'kimi', '<think>'],
  ['CohereForAI-c4ai-command-r7b-12-2024-tool_use', 'cohere', '<|START_THINKING|>'],
  ['Cohere2MoE', 'cohere', '<|START_THINKING|>'],
  ['openai-gpt-oss-120b', 'harmony'],
  ['NVIDIA-Nemotron-Nano-v2', 'nemotron', '<think>'],
  ['Apriel-1.6-15b-Thinker-fixed', 'tool-calls-tag', 'Here are my reasoning steps:'],
  ['MiniMax-M1', 'tool-calls-tag'],
  ['ibm-granite-granite-3.3-2B-Instruct', 'granite', '<think>'],
  ['Apertus-8B-Instruct', 'apertus'],
  ['GigaChat3.1-10B-A1.8B', 'gigachat'],
  ['LFM2-8B-A1B', 'lfm'],
  ['LFM2.5-Instruct', 'lfm', '<think>'],
  ['LFM2.5-8B-A1B', 'lfm', '<think>'],
  ['HuggingFaceTB-SmolLM3-3B', 'generic', '<think>'],
  ['google-gemma-2-2b-it', 'generic'],
  ['microsoft-Phi-3.5-mini-instruct', 'generic'],
];

it.each(families)('knows the family of %s', async (file, format, open) => {
  const template = await bundle.chatTemplate(file);
  expect(toolCallFormat(template).name).toBe(format);
  expect(reasoningMarkup(template)?.open).toBe(open);
});

it('knows no family without a template', () => {
  expect(toolCallFormat(undefined).name).toBe('generic');
});

/** These leave out of the prompt what was called. */
const writesNoCalls: ReadonlySet<string> = new Set([
  'LFM2-8B-A1B',
  'LFM2.5-Instruct',
  'ibm-granite-granite-3.3-2B-Instruct',
  'deepseek-ai-DeepSeek-R1-Distill-Llama-8B',
]);

describe('a call as a template writes it', () => {
  const parameters = {
    type: 'object',
    properties: {
      city: { type: 'string', description: 'Where.' },
      days: { type: 'integer', description: 'How many.' },
    },
    required: ['city'],
  };
  const tools = [{ name: 'get_weather', description: 'The weather.', parameters }];
  const question: Message = { role: 'user', content: 'Will it rain?' };
  const call = { id: 'abcdefghi', name: 'get_weather', arguments: '{"city":"Rome","days":2}' };
  const variables = { enable_thinking: false };

  it.each(families.filter(([file, format]) => format !== 'generic' && !writesNoCalls.has(file)))(
    'is read back: %s',
    async (file) => {
      const template = await bundle.chatTemplate(file);
      const { render } = createChatTemplate({ template, bosText: '<bos>', eosText: '<eos>' });
      const whole = render([question, { role: 'assistant', content: '', toolCalls: [call] }], {
        tools,
        addGenerationPrompt: false,
        variables,
      });
      const prompts = [true, false].map((addGenerationPrompt) =>
        render([question], { tools, addGenerationPrompt, variables }),
      );
      // Some templates leave empty thoughts out of what was said before.
      const prompt = prompts.find((candidate) => whole.startsWith(candidate.trimEnd()));
      expect(prompt).toBeDefined();
      const parser = chooseOutputParser(template, { tools })!;
      const events = [...parser.push(whole.slice(prompt!.trimEnd().length)), ...parser.end()];
      const starts = events.filter((event) => event.type === 'tool-call-start');
      expect(starts.map(({ name }) => name)).toEqual(['get_weather']);
      const text = events.map((event) => (event.type === 'tool-call-delta' ? event.arguments : '')).join('');
      expect(JSON.parse(text)).toEqual({ city: 'Rome', days: 2 });
    },
  );
});
