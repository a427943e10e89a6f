import type { GenerateRequest, GenerationEvent, LoadedModel } from '@tuneloop/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemsOf, questions, tools } from './tool-call-cases.ts';

/** Registers tests of tool calls on the embedded model. @param open loads it with a context of 1024 tokens. */
export function testToolCalls(open: () => Promise<LoadedModel>): void {
  let model: LoadedModel;
  beforeAll(async () => {
    model = await open();
  });
  afterAll(() => model[Symbol.asyncDispose]());

  function ask(content: string, rest: Partial<GenerateRequest> = {}): GenerateRequest {
    return { prompt: { type: 'messages', messages: [{ role: 'user', content }] }, tools, maxTokens: 200, ...rest };
  }

  async function run(request: GenerateRequest) {
    const events: GenerationEvent[] = [];
    for await (const event of model.generate(request)) events.push(event);
    const calls: { name: string; arguments: string }[] = [];
    let text = '';
    for (const event of events) {
      if (event.type === 'tool-call-start') calls.push({ name: event.name, arguments: '' });
      else if (event.type === 'tool-call-delta') calls[event.index]!.arguments += event.arguments;
      else if (event.type === 'text-delta') text += event.text;
    }
    const end = events.at(-1);
    if (end?.type !== 'generation-end') throw new Error('A generation must end with its event.');
    return { events, calls, text, end };
  }

  describe('a demanded tool call', () => {
    // Twenty calls in all.
    it.each([
      { toolChoice: 'required', temperatures: [0, 1] },
      { toolChoice: { name: 'get_weather' }, temperatures: [1] },
      { toolChoice: { name: 'book-table' }, temperatures: [1] },
    ] as const)(
      'is valid under the schema of its tool, each time: $toolChoice',
      async ({ toolChoice, temperatures }) => {
        const requests = questions.flatMap((question) =>
          temperatures.map((temperature) => ask(question, { toolChoice, sampling: { temperature, seed: 7 } })),
        );
        const results = await Promise.all(requests.map(run));
        expect(results).toHaveLength(5 * temperatures.length);
        for (const { calls, text, end } of results) {
          expect(end.finishReason).toBe('tool-calls');
          expect(text).toBe('');
          expect(calls).toHaveLength(1);
          expect(problemsOf(calls)).toEqual([]);
          if (typeof toolChoice === 'object') expect(calls[0]?.name).toBe(toolChoice.name);
        }
      },
      120_000,
    );

    it('streams its arguments', async () => {
      const { events } = await run(ask(questions[0]!, { toolChoice: { name: 'get_weather' } }));
      expect(events.filter(({ type }) => type === 'tool-call-delta').length).toBeGreaterThan(3);
    });

    it('goes together with log-probabilities and stop strings, which are for content', async () => {
      const { calls, end } = await run(
        ask(questions[0]!, { toolChoice: 'required', logprobs: { top: 1 }, stop: ['"', '{'] }),
      );
      expect(calls).toHaveLength(1);
      expect(end).toMatchObject({ finishReason: 'tool-calls' });
      expect(end.stopSequence).toBeUndefined();
    });

    it('must be of a tool that there is', async () => {
      const missing = run(ask('Hi', { toolChoice: { name: 'nothing' } }));
      await expect(missing).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
        message: expect.stringContaining('nothing'),
      });
      const none = run(ask('Hi', { tools: [], toolChoice: 'required' }));
      await expect(none).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    });
  });

  describe('a choice of the model', () => {
    it('is text or a call, with all of its log-probabilities', async () => {
      const { text, events, end } = await run(
        ask('Tell me a joke.', { maxTokens: 30, logprobs: { top: 0 }, sampling: { temperature: 0 } }),
      );
      const logprobs = events.flatMap((event) => (event.type === 'text-delta' ? (event.logprobs ?? []) : []));
      expect(text).not.toBe('');
      expect(Buffer.from(logprobs.flatMap(({ bytes }) => bytes)).toString()).toBe(text);
      expect(['stop', 'length']).toContain(end.finishReason);
    });

    it('has a format for its text and calls alike', async () => {
      const schema = { type: 'object', properties: { joke: { type: 'string', maxLength: 30 } }, required: ['joke'] };
      for (const seed of [1, 2, 3]) {
        const { calls, text, end } = await run(
          ask('Tell me a joke.', { outputFormat: { type: 'json-schema', schema }, sampling: { temperature: 1, seed } }),
        );
        expect(['stop', 'tool-calls']).toContain(end.finishReason);
        if (end.finishReason === 'tool-calls') expect(problemsOf(calls)).toEqual([]);
        else expect(JSON.parse(text)).toEqual({ joke: expect.any(String) as string });
      }
    });

    it('stops its text at a stop string', async () => {
      const request = ask('Tell me a joke.', { maxTokens: 30, sampling: { temperature: 0 } });
      const { text } = await run(request);
      const stop = text.slice(8, 14);
      const stopped = await run({ ...request, stop: [stop] });
      expect(stopped.text).toBe(text.slice(0, text.indexOf(stop)));
      expect(stopped.end).toMatchObject({ finishReason: 'stop', stopSequence: stop });
      expect(stopped.end.usage.completionTokens).toBeLessThan(30);
      await expect.poll(async () => (await model.status()).activeRequests).toBe(0);
    });

    it('is none where none is allowed', async () => {
      const request = ask(questions[0]!, { toolChoice: 'none', maxTokens: 16, sampling: { temperature: 0 } });
      const { calls, text, end } = await run(request);
      expect({ calls, end: end.finishReason }).toMatchObject({ calls: [], end: expect.stringMatching(/stop|length/) });
      expect(text).not.toBe('');
      const prompt = ask(questions[0]!).prompt;
      expect(await model.countTokens(prompt)).toBe(end.usage.promptTokens);
      expect(await model.countTokens(prompt, { tools })).toBeGreaterThan(end.usage.promptTokens);
    });

    it("refuses tools next to a caller's own grammar", async () => {
      const attempt = run(ask('Hi', { outputFormat: { type: 'grammar', grammar: 'root ::= "a"' } }));
      await expect(attempt).rejects.toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining('grammar') });
    });
  });

  it('goes on with a conversation in which tools were called', async () => {
    const { end } = await run({
      prompt: {
        type: 'messages',
        messages: [
          { role: 'user', content: 'Weather in Rome?' },
          { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'get_weather', arguments: '{"city": ' }] },
          { role: 'tool', toolCallId: 'c1', content: 'error: the arguments are no JSON' },
        ],
      },
      tools,
      maxTokens: 16,
      sampling: { temperature: 0 },
    });
    expect(end.usage.completionTokens).toBeGreaterThan(0);
  });
}
