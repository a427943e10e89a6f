import type { GenerateRequest, Message } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLlamaCppBundle, type LlamaCppBundle } from '../../test/bundle/llama-cpp-bundle.ts';
import type { CoreDescription } from './hosted-core.ts';
import { PromptRenderer } from './prompt.ts';
import { createReasoningSwitch } from './reasoning-switch.ts';

let bundle: LlamaCppBundle;
beforeAll(async () => {
  bundle = await openLlamaCppBundle();
}, 60_000);
afterAll(() => bundle[Symbol.asyncDispose]());

const question: Message = { role: 'user', content: 'Will it rain?' };
type Settings = Pick<GenerateRequest, 'reasoning' | 'templateVariables'>;

async function promptOf(file: string, settings: Settings): Promise<string> {
  const chatTemplate = await bundle.chatTemplate(file);
  const description = { chatTemplate, bosText: '<bos>', eosText: '<eos>', controlTexts: [] as string[] };
  const renderer = new PromptRenderer(description as Partial<CoreDescription> as CoreDescription);
  const prompt = renderer.render({ type: 'messages', messages: [question] }, settings);
  return prompt.map((piece) => (typeof piece === 'number' ? '' : piece.text)).join('');
}

// What the prompt has where reasoning is on, and where it is off.
const switched: [file: string, on: RegExp, off: RegExp][] = [
  ['Qwen-Qwen3-0.6B', /assistant\n$/, /<think>\n\n<\/think>\n\n$/],
  ['Qwen3.5-4B', /<think>\n$/, /<think>\n\n<\/think>\n\n$/],
  ['HuggingFaceTB-SmolLM3-3B', /Mode: \/think/, /Mode: \/no_think/],
  ['GLM-4.6', /<\|assistant\|>$/, /\/nothink<\|assistant\|>\n<think><\/think>$/],
  ['GLM-4.7-Flash', /<think>$/, /<\/think>$/],
  ['google-gemma-4-31B-it', /<\|think\|>[^]*model\n$/, /<\|channel>thought\n<channel\|>$/],
  ['deepseek-ai-DeepSeek-V3.1', /<think>$/, /<\/think>$/],
  ['deepseek-ai-DeepSeek-V3.2', /<think>$/, /<\/think>$/],
  ['deepseek-ai-DeepSeek-V4', /<think>$/, /<\/think>$/],
  ['ibm-granite-granite-3.3-2B-Instruct', /Write your thoughts between <think>/, /^(?![^]*Write your thoughts)/],
  ['ByteDance-Seed-OSS', /assistant\n$/, /thinking budget is 0[^]*<\/seed:think>\s*$/],
  ['NVIDIA-Nemotron-Nano-v2', /<think>\n$/, /<think><\/think>$/],
  ['NVIDIA-Nemotron-3-Nano-30B-A3B-BF16', /<think>\n$/, /<think><\/think>$/],
  ['CohereForAI-c4ai-command-r7b-12-2024-tool_use', /<\|CHATBOT_TOKEN\|>$/, /<\|START_THINKING\|><\|END_THINKING\|>$/],
  ['Cohere2MoE', /<\|START_THINKING\|>$/, /<\|START_THINKING\|><\|END_THINKING\|>$/],
  ['tencent-Hy3', /effort:high[^]*<think:opensource>$/, /effort:no_think[^]*<\/think:opensource>$/],
  ['MiniMax-M3', /<mm:think>$/, /<\/mm:think>$/],
  ['openai-gpt-oss-120b', /Reasoning: medium/, /Reasoning: low/],
  ['upstage-Solar-Open-100B', /assistant$/, /<\|think\|><\|end\|><\|begin\|>assistant$/],
];

it.each(switched)('speaks the words of %s', async (file, on, off) => {
  expect(await promptOf(file, { reasoning: { enabled: true } })).toMatch(on);
  expect(await promptOf(file, { reasoning: { enabled: false } })).toMatch(off);
  expect(await promptOf(file, { reasoning: { budgetTokens: 0 } })).toMatch(off);
});

describe('createReasoningSwitch', () => {
  it('leaves open what the request leaves open', () => {
    expect(createReasoningSwitch('{{ enable_thinking }}')({})).toEqual({ variables: {}, hint: '' });
    const templateVariables = { enable_thinking: true, other: 1 };
    expect(createReasoningSwitch('')({ templateVariables }).variables).toEqual(templateVariables);
  });

  it("prefers the caller's own variables", () => {
    const settings = { reasoning: { enabled: false }, templateVariables: { enable_thinking: true } };
    expect(createReasoningSwitch('{{ enable_thinking }}')(settings).variables).toEqual({ enable_thinking: true });
  });

  it('tells a template that knows budgets of them', async () => {
    expect(await promptOf('ByteDance-Seed-OSS', { reasoning: { budgetTokens: 512 } })).toContain('512 tokens');
  });

  it('finds an effort that the template knows', async () => {
    const effortIs = async (effort: string): Promise<string | undefined> =>
      /effort:(\w+)/.exec(await promptOf('tencent-Hy3', { templateVariables: { reasoning_effort: effort } }))?.[1];
    expect(await Promise.all(['minimal', 'low', 'medium', 'max'].map(effortIs))).toEqual([
      'low',
      'low',
      'high',
      'high',
    ]);
    expect(await promptOf('openai-gpt-oss-120b', { templateVariables: { reasoning_effort: 'high' } })).toContain(
      'Reasoning: high',
    );
  });

  it('takes no word in a message, a key or an assignment for a variable', () => {
    const template = `thinking {{ message.thinking }}{{ block['thinking'] }}{% set thinking = 1 %}{% if "thinking" in m %}`;
    expect(createReasoningSwitch(template)({ reasoning: { enabled: true } }).variables).toEqual({
      enable_thinking: true,
    });
  });
});
