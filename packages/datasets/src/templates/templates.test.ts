import type { Message } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { NotExpressible } from '../rows/not-expressible.ts';
import { modelTemplate } from './text-template.ts';
import { createTextWriter } from './text-writer.ts';
import { alpacaPrompt, chatml, completion, llama2, textTemplateByName, textTemplates } from './templates.ts';

const messages: Message[] = [
  { role: 'system', content: 'S' },
  { role: 'user', content: 'a' },
  { role: 'assistant', content: 'b', reasoning: 'r' },
  { role: 'user', content: [{ type: 'text', text: 'c' }] },
  { role: 'assistant', content: 'd' },
];

test('each template writes a conversation', () => {
  expect(chatml.render(messages)).toBe(
    '<|im_start|>system\nS<|im_end|>\n<|im_start|>user\na<|im_end|>\n' +
      '<|im_start|>assistant\n<think>\nr\n</think>\n\nb<|im_end|>\n' +
      '<|im_start|>user\nc<|im_end|>\n<|im_start|>assistant\nd<|im_end|>\n',
  );
  expect(llama2.render(messages)).toBe(
    '<s>[INST] <<SYS>>\nS\n<</SYS>>\n\na [/INST] <think>\nr\n</think>\n\nb </s><s>[INST] c [/INST] d </s>',
  );
  expect(alpacaPrompt.render(messages.slice(3))).toMatch(/^Below is .*\n\n### Instruction:\nc\n\n### Response:\nd$/);
  expect(alpacaPrompt.render([messages[0]!, messages[1]!])).toBe('S\n\n### Instruction:\na\n\n### Response:\n');
  expect(completion.render(messages.slice(3))).toBe('cd');
});

test('the prompt with the answer behind it is the whole, in every template', async () => {
  for (const template of textTemplates) {
    const { prompt, answer } = await createTextWriter(template).pair(
      messages.slice(0, 4),
      messages.slice(4),
      undefined,
    );
    expect(prompt + answer).toBe(await template.render(messages));
    expect(answer).toContain('d');
    expect(answer).not.toContain('c');
  }
});

test('a template that rewrites the prompt when an answer follows is refused', async () => {
  const fickle = modelTemplate('fickle', async (list) => `${list.length}`);
  await expect(createTextWriter(fickle).pair(messages.slice(0, 4), 'd', undefined)).rejects.toThrow(NotExpressible);
});

test('what a template has no notation for is refused', () => {
  const call: Message = { role: 'assistant', content: '', toolCalls: [{ id: '1', name: 'f', arguments: '{}' }] };
  const image: Message = { role: 'user', content: [{ type: 'image', url: 'data:,' }] };
  for (const template of textTemplates) {
    expect(() => template.render([call])).toThrow(NotExpressible);
    expect(() => template.render([image])).toThrow(NotExpressible);
    expect(() => template.render(messages, { tools: [{ name: 'f', parameters: {} }] })).toThrow(NotExpressible);
  }
  expect(() => llama2.render([messages[1]!, messages[1]!])).toThrow(NotExpressible);
  expect(() => textTemplateByName('none')).toThrow('There is no template');
  expect(textTemplateByName('chatml')).toBe(chatml);
});
