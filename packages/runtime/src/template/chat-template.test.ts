import { TuneloopError } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { hostileTemplates } from '../../test/mutated/mutate-gguf.ts';
import { createChatTemplate } from './chat-template.ts';

const render = (template: string) => createChatTemplate({ template, bosText: '<s>', eosText: '</s>' });

describe('createChatTemplate', () => {
  it('gives the template the names of the wire', () => {
    const text = render(
      '{{ bos_token }}{% for m in messages %}{{ m.role }}:{{ m.content }};{% for c in m.tool_calls or [] %}' +
        '{{ c.function.name }}({{ c.function.arguments | tojson }}){% endfor %}{{ m.tool_call_id or "" }}{% endfor %}',
    ).render(
      [
        { role: 'developer', content: 'be brief' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
        { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'f', arguments: '{"x":1}' }] },
        { role: 'tool', toolCallId: 'c1', content: 'ok' },
      ],
      { addGenerationPrompt: true },
    );
    expect(text).toBe('<s>system:be brief;user:ab;assistant:;f({"x": 1})tool:ok;c1');
  });

  it('keeps a conversation going whose tool arguments are not JSON', () => {
    const text = render('{{ messages[0].tool_calls[0].function.arguments }}').render(
      [{ role: 'assistant', content: '', toolCalls: [{ id: 'c', name: 'f', arguments: '{"x":' }] }],
      { addGenerationPrompt: false },
    );
    expect(text).toBe('{"x":');
  });

  it('keeps one going for a template that goes through the arguments one by one', () => {
    const template =
      '{% for k, v in messages[0].tool_calls[0].function.arguments.items() %}{{ k }}={{ v }};{% endfor %}';
    const said = (text: string) =>
      render(template).render(
        [{ role: 'assistant', content: '', toolCalls: [{ id: 'c', name: 'f', arguments: text }] }],
        { addGenerationPrompt: false },
      );
    expect(['{"x": 1}', '{"x":', '[1]', '', ' '].map(said)).toEqual([
      'x=1;',
      'arguments={"x":;',
      'arguments=[1];',
      '',
      '',
    ]);
  });

  it('passes tools and further variables', () => {
    const text = render('{{ tools[0].function.name }} {{ enable_thinking }}').render([{ role: 'user', content: '' }], {
      tools: [{ name: 'f', parameters: {} }],
      addGenerationPrompt: true,
      variables: { enable_thinking: false },
    });
    expect(text.toLowerCase()).toBe('f false');
  });

  it("reports a template's own refusal as the caller's mistake", () => {
    const refusing = render("{{ raise_exception('roles must alternate') }}");
    expect(() => refusing.render([{ role: 'user', content: 'x' }], { addGenerationPrompt: true })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', message: expect.stringContaining('roles must alternate') }),
    );
  });

  it('refuses what is not Jinja', () => {
    expect(() => render('{% for %}')).toThrow(TuneloopError);
  });
});

describe('a template from somebody who means harm', () => {
  const message = { role: 'user', content: 'Hi' } as const;
  const written = (template: string): string =>
    createChatTemplate({ template, bosText: '', eosText: '', limitMs: 300 }).render([message], {
      addGenerationPrompt: true,
    });

  it.each(hostileTemplates)('%s', (template) => {
    const started = performance.now();
    try {
      expect(written(template).length).toBeLessThan(70_000_000);
    } catch (error) {
      expect(TuneloopError.isInstance(error) && error.code).toMatch(/^(INVALID_REQUEST|MODEL_LOAD_FAILED)$/);
    }
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('is given up after the first time that it took too long', () => {
    const loops = '{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}';
    const template = createChatTemplate({ template: loops, bosText: '', eosText: '', limitMs: 300 });
    const again = (): string => template.render([message], { addGenerationPrompt: true });
    expect(again).toThrow('does not accept these messages: It took longer than 0.3');
    const times = [1, 2, 3, 4, 5].map(() => {
      const started = performance.now();
      expect(again).toThrow('It does not come to an end');
      return performance.now() - started;
    });
    // A busy machine may hold up some, and not each of them.
    expect(Math.min(...times)).toBeLessThan(50);
  });

  it.each([
    ['range(3)', '[0, 1, 2]'],
    ['range(2, 5)', '[2, 3, 4]'],
    ['range(5, 0, -2)', '[5, 3, 1]'],
    ['range(3, 1)', '[]'],
  ])('%s is what Python makes of it', (code, expected) => {
    expect(written(`{{ ${code} | tojson }}`)).toBe(expected);
  });
});
