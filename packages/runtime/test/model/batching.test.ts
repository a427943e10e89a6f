import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CoreRequest } from '../../src/hosting/core-request.ts';
import { chatPrompt, openModel, recordBatcher, type OpenedModel } from './native-model.ts';

let opened: OpenedModel;

beforeAll(async () => {
  opened = await openModel();
});
afterAll(() => opened[Symbol.asyncDispose]());

async function recorded(sequences: number) {
  const context = await opened.createContext(sequences);
  const recording = recordBatcher(opened, context, sequences);
  return {
    ...recording,
    async [Symbol.asyncDispose]() {
      await recording.batcher.close();
      await context.dispose();
    },
  };
}

describe('Batcher on the embedded model', () => {
  it('decodes eight outputs in one batch, and none starves', async () => {
    await using recording = await recorded(8);
    const { run, steps } = recording;
    const maxTokens = 48;
    const running = Array.from({ length: 8 }, (_, i) =>
      run({ id: `${i}`, prompt: chatPrompt(`Tell me a long story about the number ${i}.`), maxTokens }),
    );
    const outcomes = await Promise.all(running);
    for (const { last } of outcomes) expect(last).toMatchObject({ type: 'end' });
    const full = steps.filter(({ tokens }) => tokens.size === 8 && [...tokens.values()].every((count) => count === 1));
    expect(full.length).toBeGreaterThan(maxTokens / 2);
    // Once an output has begun, it gets a token in every step until it ends.
    for (let sequence = 0; sequence < 8; sequence++) {
      const present = steps.map(({ tokens }) => tokens.has(sequence));
      expect(present.slice(present.indexOf(true), present.lastIndexOf(true))).not.toContain(false);
    }
  });

  it('prefills prompts one after another, the shortest first', async () => {
    await using recording = await recorded(3);
    const begun: string[] = [];
    const start = (id: string, words: number) =>
      recording.run({ id, prompt: chatPrompt(`${id} `.repeat(words)), maxTokens: 2 }, (event) => {
        if (event.type === 'start') begun.push(id);
      });
    await Promise.all([start('long', 300), start('short', 5), start('middle', 60)]);
    expect(begun).toEqual(['short', 'middle', 'long']);
    for (const { tokens } of recording.steps) {
      expect([...tokens.values()].filter((count) => count > 1).length).toBeLessThanOrEqual(1);
    }
  });

  it('draws the same with a sampler that others have used', async () => {
    await using recording = await recorded(1);
    const seeded = { temperature: 1, seed: 7 };
    const samplings: CoreRequest['sampling'][] = [
      seeded,
      { ...seeded, repeatPenalty: 1.3, presencePenalty: 0.5 },
      { ...seeded, dry: { multiplier: 0.8, allowedLength: 1 } },
      { ...seeded, xtc: { probability: 0.5, threshold: 0.05 } },
      { ...seeded, topK: 3, logitBias: { 253: -100 } },
    ];
    const draw = async (sampling: CoreRequest['sampling'], grammar?: string): Promise<string> => {
      const request = {
        id: `${Math.random()}`,
        prompt: chatPrompt('Tell me a story.'),
        sampling,
        grammar,
        maxTokens: 24,
      };
      const { text, last } = await recording.run({ ...request, reusePrefix: false });
      expect(last.type).toBe('end');
      return text;
    };
    const first: string[] = [];
    for (const sampling of samplings) first.push(await draw(sampling));
    expect(new Set(first).size).toBeGreaterThan(3);
    expect(await draw(seeded, 'root ::= [0-9]+')).toMatch(/^\d+$/);
    for (const [index, sampling] of [...samplings.entries()].toReversed())
      expect(await draw(sampling)).toBe(first[index]);
  });

  it('computes a prefix once for all who share it, also while its owner is still answering', async () => {
    await using recording = await recorded(4);
    const system = 'You are a careful assistant. '.repeat(30);
    const outcomes = await Promise.all(
      ['one', 'two', 'three', 'four'].map((word) => recording.run({ id: word, prompt: chatPrompt(word, system) })),
    );
    const cached = outcomes.map(({ cachedTokens }) => cachedTokens).toSorted((a, b) => a - b);
    expect(cached[0]).toBe(0);
    for (const tokens of cached.slice(1)) expect(tokens).toBeGreaterThan(150);
  });

  it('goes on from a copied prefix exactly as from the one that it was copied from', async () => {
    const system = 'You are terse. '.repeat(20);
    const texts: string[] = [];
    for (const sequences of [1, 2]) {
      await using recording = await recorded(sequences);
      const fruits = { id: 'a', prompt: chatPrompt('Name three fruits.', system), maxTokens: 64 };
      const colours = { id: 'b', prompt: chatPrompt('Name three colours.', system) };
      const first = recording.run({ ...fruits, grammar: 'root ::= [a-z ]{64}' });
      // With one sequence the second goes on in place; with two it gets a copy while the first is still answering.
      if (sequences === 1) await first;
      const second = await recording.run(colours);
      await first;
      expect(second.cachedTokens).toBeGreaterThan(80);
      texts.push(`${second.cachedTokens} ${second.text}`);
    }
    expect(texts[1]).toBe(texts[0]);
  });

  it('stops decoding a cancelled output with the step that is under way', async () => {
    await using recording = await recorded(2);
    const { batcher, steps, run } = recording;
    let texts = 0;
    let stepsAtCancel = 0;
    const outcome = await run({ id: 'x', prompt: chatPrompt('Count to a thousand.'), maxTokens: 500 }, (event) => {
      if (event.type !== 'text' || ++texts !== 3) return;
      stepsAtCancel = steps.length;
      batcher.cancel('x');
    });
    expect(outcome.last).toEqual({ type: 'cancelled' });
    expect(steps.length - stepsAtCancel).toBeLessThanOrEqual(1);
    expect(batcher.active).toBe(0);
  });

  it('stops prefilling a cancelled prompt with the chunk that is under way', async () => {
    await using recording = await recorded(2);
    const { batcher, steps, run } = recording;
    const long = chatPrompt('word '.repeat(900));
    const outcome = await run({ id: 'x', prompt: long, reusePrefix: false }, (event) => {
      if (event.type === 'start') batcher.cancel('x');
    });
    expect(outcome).toMatchObject({ text: '', last: { type: 'cancelled' } });
    expect(steps.length).toBeLessThanOrEqual(1);
  });

  it('reports a grammar that cannot be parsed and goes on serving', async () => {
    await using recording = await recorded(1);
    const broken = await recording.run({ id: 'x', prompt: chatPrompt('hi'), grammar: 'root ::= ((' });
    expect(broken.last).toMatchObject({ type: 'error', error: { code: 'INVALID_REQUEST' } });
    const next = await recording.run({ id: 'y', prompt: chatPrompt('hi'), grammar: 'root ::= "yes" | "no"' });
    expect(['yes', 'no']).toContain(next.text);
  });
});
