import { TuneloopError, type GenerateRequest, type GenerationEvent, type LoadedModel } from '@tuneloop/protocol';
import { describe, expect, it } from 'vitest';
import { createScriptedEngine, type ScriptedEngineOptions } from './index.ts';

async function load(options?: ScriptedEngineOptions): Promise<LoadedModel> {
  return createScriptedEngine(options).load({ id: 'scripted' });
}

function ask(content: string, more: Partial<GenerateRequest> = {}): GenerateRequest {
  return { prompt: { type: 'messages', messages: [{ role: 'user', content }] }, ...more };
}

async function collect(events: AsyncIterable<GenerationEvent>): Promise<GenerationEvent[]> {
  const collected: GenerationEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

function textOf(events: readonly GenerationEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

describe('createScriptedEngine', () => {
  it('repeats what it was told without a script', async () => {
    await using model = await load();
    expect(textOf(await collect(model.generate(ask('Hello, wörld 😀!'))))).toBe('You said: Hello, wörld 😀!');
  });

  it('gives its replies in turn, and the last one from then on', async () => {
    await using model = await load({ replies: ['one', ({ id }) => `two ${id}`, 'three'] });
    const texts: string[] = [];
    for (const id of ['a', 'b', 'c', 'd']) texts.push(textOf(await collect(model.generate(ask('x', { id })))));
    expect(texts).toEqual(['one', 'two b', 'three', 'three']);
  });

  it('plays reasoning, text and tool calls as events', async () => {
    await using model = await load({
      replies: {
        steps: [
          { reasoning: 'Let me see.' },
          { text: 'Looking.' },
          { toolCall: { id: 'call_1', name: 'weather', arguments: { city: 'Köln' } } },
          { toolCall: { id: 'call_2', name: 'weather', arguments: '{"city":' } },
        ],
      },
    });
    const events = await collect(model.generate(ask('Weather?')));
    const calls = events.filter(({ type }) => type.startsWith('tool-call'));
    expect(calls.map(({ type }) => type).filter((type) => type !== 'tool-call-delta')).toEqual([
      'tool-call-start',
      'tool-call-end',
      'tool-call-start',
      'tool-call-end',
    ]);
    const argumentsOf = (index: number): string =>
      events
        .map((event) => (event.type === 'tool-call-delta' && event.index === index ? event.arguments : ''))
        .join('');
    expect([argumentsOf(0), argumentsOf(1)]).toEqual(['{"city":"Köln"}', '{"city":']);
    const end = events.at(-1);
    expect(end).toMatchObject({ type: 'generation-end', finishReason: 'tool-calls', usage: { reasoningTokens: 4 } });
  });

  it('throws the error of its script in mid-generation and frees the slot', async () => {
    const failure = new TuneloopError('INTERNAL', 'The engine process died.', { retryable: true });
    await using model = await load({ replies: { steps: [{ text: 'So far' }, { error: failure }] } });
    const seen: string[] = [];
    await expect(async () => {
      for await (const event of model.generate(ask('x'))) seen.push(event.type);
    }).rejects.toBe(failure);
    expect(seen).toEqual(['generation-start', 'text-delta', 'text-delta']);
    expect(await model.status()).toMatchObject({
      activeRequests: 0,
      queuedRequests: 0,
      kvCache: { totalTokens: 16_384 },
    });
  });

  it('calls the tool that is demanded with valid arguments', async () => {
    await using model = await load();
    const parameters = { type: 'object', properties: { days: { type: 'integer', minimum: 2 } }, required: ['days'] };
    const tools = [
      { name: 'first', parameters: true },
      { name: 'second', parameters },
    ];
    const events = await collect(model.generate(ask('x', { tools, toolChoice: { name: 'second' } })));
    expect(events.find(({ type }) => type === 'tool-call-start')).toMatchObject({ name: 'second' });
    expect(events.map((event) => (event.type === 'tool-call-delta' ? event.arguments : '')).join('')).toBe(
      '{"days":2}',
    );
    await expect(collect(model.generate(ask('x', { tools, toolChoice: { name: 'third' } })))).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });

  it('keeps time', async () => {
    await using model = await load({ replies: 'one two three four', tokensPerSecond: 200, prefillMs: 20 });
    const end = (await collect(model.generate(ask('x')))).at(-1);
    expect(end).toMatchObject({ type: 'generation-end' });
    const timings = end?.type === 'generation-end' ? end.timings : undefined;
    expect(timings?.prefillMs).toBeGreaterThanOrEqual(18);
    expect(timings?.timeToFirstTokenMs).toBeGreaterThanOrEqual(20);
    expect(timings?.decodeMs).toBeGreaterThanOrEqual(12);
  });

  it('is cancelled while it waits', async () => {
    await using model = await load({ replies: { steps: [{ text: 'a' }, { delayMs: 60_000 }] } });
    const start = performance.now();
    await expect(collect(model.generate(ask('x'), { signal: AbortSignal.timeout(20) }))).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
    expect(performance.now() - start).toBeLessThan(5000);
    expect((await model.status()).activeRequests).toBe(0);
  });

  it('ends what is running when it is disposed', async () => {
    const model = await load({ replies: { steps: [{ delayMs: 60_000 }] } });
    const running = collect(model.generate(ask('x')));
    running.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 5));
    await model[Symbol.asyncDispose]();
    await expect(running).rejects.toMatchObject({ code: 'ABORTED', message: 'The model was unloaded.' });
  });

  it('embeds texts that share words near each other', async () => {
    await using model = await load({ embeddingDimension: 32 });
    const { embeddings } = await model.embed({ inputs: ['a cat sat', 'a cat ran', 'quarterly revenue report'] });
    const [first, second, third] = embeddings;
    const similarity = (a: Float32Array, b: Float32Array): number =>
      a.reduce((sum, value, place) => sum + value * b[place]!, 0);
    expect(first).toHaveLength(32);
    expect(similarity(first!, second!)).toBeGreaterThan(similarity(first!, third!));
  });

  it('refuses to follow a grammar, and options that make no sense', async () => {
    await using model = await load();
    const outputFormat = { type: 'grammar', grammar: 'root ::= "a"' } as const;
    await expect(collect(model.generate(ask('x', { outputFormat })))).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect(() => createScriptedEngine({ slots: 0 })).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
    expect(() => createScriptedEngine({ replies: [] })).toThrow(/replies/);
  });
});
