import type { ModelTokenizer } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { generate, userTurn } from './collect.ts';
import type { ConformanceContext } from './options.ts';

export function testTokenizer(context: ConformanceContext): void {
  it('shows its tokenizer, or says that it has none', () => {
    expect(context.model.tokenizer !== undefined).toBe(context.options.tokenizer ?? false);
  });

  if (!context.options.tokenizer) return;
  describe('tokenizer', () => {
    const text = 'Hello, wörld 😀! The naïve café.';
    const tokenizer = (): ModelTokenizer => {
      if (context.model.tokenizer) return context.model.tokenizer;
      throw new Error('The model has no tokenizer.');
    };

    it('writes back the text that it read', async () => {
      const tokens = await tokenizer().tokenize(text);
      expect(tokens.length).toBeGreaterThan(1);
      expect(await tokenizer().detokenize(tokens)).toBe(text);
      expect(await tokenizer().tokenize('')).toEqual([]);
    });

    it('gives each token its own bytes', async () => {
      const tokens = await tokenizer().tokenize(text);
      const pieces = await tokenizer().pieces(tokens);
      expect(pieces.map(({ id }) => id)).toEqual(tokens);
      expect(Buffer.from(pieces.flatMap(({ bytes }) => bytes)).toString()).toBe(text);
    });

    it('reads text as a generation does', async () => {
      const tokens = await tokenizer().tokenize(text, { addSpecial: true });
      const prompt = { type: 'text', text } as const;
      expect((await generate(context.model, { prompt, maxTokens: 1 })).start.promptTokens).toBe(tokens.length);
    });

    it('shows a conversation as a generation sees it', async () => {
      const prompt = userTurn('Name a colour.');
      const rendered = await tokenizer().renderPrompt(prompt);
      expect(rendered).toContain('Name a colour.');
      const [asTurn, asText] = [
        await context.model.countTokens(prompt),
        await context.model.countTokens({ type: 'text', text: rendered }),
      ];
      expect(asText).toBe(asTurn);
      if (context.options.toolCalls === false) return;
      const tools = [{ name: 'look_around', parameters: true }];
      expect(await tokenizer().renderPrompt(prompt, { tools })).toContain('look_around');
    });

    it('refuses an id that is no token', async () => {
      await expect(tokenizer().detokenize([0x7fff_ffff])).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    });

    it('does nothing when the signal has fired', async () => {
      const attempt = tokenizer().tokenize(text, { signal: AbortSignal.abort() });
      await expect(attempt).rejects.toMatchObject({ code: 'ABORTED' });
    });
  });
}
