import type { GenerateRequest, ToolDefinition } from '@tuneloop/protocol';
import { expect, it } from 'vitest';
import { createLlamaCppEngine } from '../../src/llama-cpp/index.ts';
import { createSchemaValidator } from '../grammar/schema-validator.ts';
import { copyEmbeddedModel } from './embedded-model-copy.ts';

const parameters = {
  type: 'object',
  properties: { city: { type: 'string', enum: ['Rome', 'Köln'] }, days: { type: 'integer', minimum: 1, maximum: 7 } },
  required: ['city', 'days'],
  additionalProperties: false,
};
const tools: ToolDefinition[] = [{ name: 'get_weather', description: 'The weather.', parameters }];
const questions = ['What is the weather in Rome for the next three days?', 'Tell me a joke.'];

/** Speaks to the model as its own template does, and of tools in another family's words. */
const templateOf = (sign: string): string =>
  `{% if tools %}<|im_start|>system\n{{ tools | tojson }} ${sign}<|im_end|>\n{% endif %}` +
  '{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n';

it.each([
  ['Qwen3-Coder', '<function=name><parameter=key>value</parameter></function>'],
  ['Gemma 4', '<|tool_call>call:name{key:1}<tool_call|>'],
  ['DeepSeek V3.1', '<｜tool▁calls▁begin｜>'],
  ['Llama 3', '<|start_header_id|> "parameters"'],
])(
  'demands calls in the notation of %s',
  async (_, sign) => {
    await using copy = await copyEmbeddedModel(templateOf(sign));
    const engine = createLlamaCppEngine({ slots: 2, contextSize: 512, threads: 1, flashAttention: true, gpuLayers: 0 });
    await using model = await engine.load({ id: 'm', path: copy.path });
    const problems = questions.map(async (content, index) => {
      const request: GenerateRequest = {
        prompt: { type: 'messages', messages: [{ role: 'user', content }] },
        tools,
        toolChoice: 'required',
        parallelToolCalls: false,
        sampling: { temperature: 1, seed: index },
        maxTokens: 120,
      };
      let text = '';
      let name = '';
      for await (const event of model.generate(request)) {
        if (event.type === 'tool-call-start') name += event.name;
        else if (event.type === 'tool-call-delta') text += event.arguments;
        else if (event.type === 'text-delta') throw new Error(`There is text beside the call: ${event.text}`);
        else if (event.type === 'generation-end') expect(event.finishReason).toBe('tool-calls');
      }
      expect(name).toBe('get_weather');
      return createSchemaValidator(parameters)(text);
    });
    expect(await Promise.all(problems)).toEqual([undefined, undefined]);
  },
  60_000,
);
