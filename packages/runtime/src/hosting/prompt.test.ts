import type { Message } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import type { CoreDescription } from './hosted-core.ts';
import { PromptRenderer } from './prompt.ts';

const all = '{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}';
const tools = [{ name: 'clock', parameters: { type: 'object' } }];

function render(chatTemplate: string, messages: Message[], options?: Parameters<PromptRenderer['render']>[1]): string {
  const description = {
    chatTemplate,
    bosText: '',
    eosText: '',
    controlTexts: [] as string[],
  } as Partial<CoreDescription>;
  const prompt = new PromptRenderer(description as CoreDescription).render({ type: 'messages', messages }, options);
  return prompt.map((piece) => (typeof piece === 'number' ? '' : piece.text)).join('');
}

const question: Message = { role: 'user', content: 'What time is it?' };

describe('PromptRenderer', () => {
  it('leaves tools to a template that knows them', () => {
    const template = `{% if tools %}{{ tools | length }} tools\n{% endif %}${all}`;
    expect(render(template, [question], { tools })).toBe('1 tools\nuser: What time is it?\n');
    expect(render(template, [question], { tools, toolChoice: 'none' })).toBe('user: What time is it?\n');
  });

  it('tells of them in the system message otherwise', () => {
    expect(render(all, [question], { tools })).toMatch(
      /^system: You can call tools.*"clock".*\nuser: What time is it\?\n$/s,
    );
    expect(render(all, [question], { tools, toolChoice: 'none' })).toBe('user: What time is it?\n');
  });

  it('tells of them in what the user says where there are no system messages', () => {
    const strict = `{% if messages[0].role == 'system' %}{{ raise_exception('no') }}{% endif %}${all}`;
    expect(render(strict, [question], { tools })).toMatch(/^user: You can call tools.*What time is it\?\n$/s);
  });

  it('gives an empty list to a template that goes through it unasked', () => {
    expect(render(`{% for tool in tools %}{{ tool.function.name }} {% endfor %}${all}`, [question])).toBe(
      'user: What time is it?\n',
    );
  });

  it('switches thinking off where there are no tokens for it', () => {
    const template = '{{ enable_thinking is defined and not enable_thinking }}';
    expect(render(template, [question], { reasoning: { budgetTokens: 0 } })).toMatch(/true/i);
    expect(render(template, [question], { reasoning: { budgetTokens: 5 } })).toMatch(/false/i);
  });

  it('fills in where the model can, and refuses where it cannot', () => {
    const description = { bosText: '', eosText: '', controlTexts: [] as string[] } as Partial<CoreDescription>;
    const infill = { prefix: '<P>', suffix: '<S>', middle: '<M>' };
    const able = new PromptRenderer({ ...description, infill } as CoreDescription);
    expect(able.render({ type: 'infill', prefix: 'a', suffix: 'b' })).toHaveLength(5);
    const unable = new PromptRenderer(description as CoreDescription);
    expect(() => unable.render({ type: 'infill', prefix: 'a', suffix: 'b' })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED' }),
    );
  });
});
