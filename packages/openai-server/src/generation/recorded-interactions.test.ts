import type { GenerationEvent, TokenLogprob } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { createInteractionSink } from '../../test/interaction-sink.ts';
import { startServer } from '../../test/start-server.ts';
import { createStubModel, end, play, start, text } from '../../test/stub-model.ts';

const path = '/v1/chat/completions';
const body = { messages: [{ role: 'user', content: 'Hi' }] };

function token(word: string, logprob: number): TokenLogprob {
  return { token: word, tokenId: word.length, bytes: [], logprob, top: [] };
}

async function read(response: Response): Promise<{ id: string; choices: { text?: string; logprobs?: unknown }[] }> {
  expect(response.status).toBe(200);
  return (await response.json()) as { id: string; choices: { text?: string; logprobs?: unknown }[] };
}

describe('an interaction is found by the id of its answer', () => {
  test('the first choice has it, the others theirs beside it', async () => {
    const sink = createInteractionSink();
    await using server = await startServer({ eventSinks: [sink] });
    const { id } = await read(await server.post(path, { ...body, n: 3 }));
    const { interactions } = sink;
    expect(interactions.map((each) => each.id).toSorted()).toEqual([id, `${id}.g0.c1`, `${id}.g0.c2`]);
    expect(new Set(interactions.map((each) => `${each.request} ${each.step}`))).toEqual(new Set([`${id} 0`]));
    expect(new Set(interactions.map(({ choice }) => choice))).toEqual(new Set([0, 1, 2]));
  });

  test('of more candidates than choices, the chosen ones have the ids of the choices', async () => {
    const sink = createInteractionSink();
    const worth = [-3, -1, -2, -5, -6, -4];
    let calls = 0;
    const model = createStubModel({
      script: (request) => {
        const index = calls++;
        const word = `answer ${index}`;
        expect(request.logprobs).toEqual({ top: 0 });
        return play([start(), { type: 'text-delta', text: word, logprobs: [token(word, worth[index]!)] }, end()]);
      },
    });
    await using server = await startServer({ model, eventSinks: [sink] });
    const asked = { prompt: ['a', 'b'], n: 2, best_of: 3 };
    const { id, choices } = await read(await server.post('/v1/completions', asked));
    const said = Object.fromEntries(sink.interactions.map((each) => [each.id, each.output?.content]));
    expect(choices.map((choice) => choice.text)).toEqual(['answer 1', 'answer 2', 'answer 5', 'answer 3']);
    expect(said).toEqual({
      [id]: 'answer 1',
      [`${id}.g0.c1`]: 'answer 2',
      [`${id}.g0.c2`]: 'answer 5',
      [`${id}.g0.c3`]: 'answer 3',
      [`${id}.g0.c4`]: 'answer 0',
      [`${id}.g0.c5`]: 'answer 4',
    });
    expect(sink.interactions.every(({ tokens }) => tokens === undefined)).toBe(true);
  });

  test('a failed one of several candidates leaves the others recorded', async () => {
    const sink = createInteractionSink();
    let calls = 0;
    const model = createStubModel({
      async *script() {
        if (calls++ === 1) throw new Error('broken');
        yield* play([start(), text('fine'), end()]);
      },
    });
    await using server = await startServer({ model, eventSinks: [sink] });
    expect((await server.post('/v1/completions', { prompt: 'a', best_of: 2 })).status).toBe(500);
    expect(sink.interactions.map(({ error }) => error?.code)).toContain('INTERNAL');
    expect(sink.interactions).toHaveLength(2);
  });

  test('also over Ollama’s API, whose answers have no id of their own', async () => {
    const sink = createInteractionSink();
    await using server = await startServer({ eventSinks: [sink] });
    const answer = await server.post('/api/chat', { ...body, model: 'stub', stream: false });
    expect(sink.interactions.map(({ id }) => id)).toEqual([answer.headers.get('x-tuneloop-interaction')]);
  });
});

test('who asked with what is told, whatever the API', async () => {
  const sink = createInteractionSink();
  await using server = await startServer({ eventSinks: [sink] });
  const headers = { 'user-agent': 'OpenAI/JS 6.9.1 (linux; x64) more' };
  const origin = { user: 'ada', metadata: { tags: 'red,blue' } };
  await server.post(path, { ...body, ...origin }, { headers });
  await server.post('/v1/completions', { prompt: 'a', ...origin }, { headers });
  await server.post('/v1/responses', { input: 'a', ...origin }, { headers });
  const messages = { ...body, max_tokens: 9, metadata: { user_id: 'ada', tags: ['red', 'blue'] } };
  await server.post('/v1/messages', messages, { headers });
  expect(sink.interactions).toHaveLength(4);
  for (const interaction of sink.interactions) {
    expect(interaction).toMatchObject({ user: 'ada', client: 'OpenAI/JS 6.9.1', tags: ['red', 'blue'] });
  }
});

describe('token detail', () => {
  const events: GenerationEvent[] = [
    start(),
    { type: 'text-delta', text: '', logprobs: [token('Hel', -1)] },
    { type: 'text-delta', text: 'Hello', logprobs: [token('lo', -2)] },
    end(),
  ];

  test('is recorded where it is on, and stays out of answers that did not ask for it', async () => {
    const sink = createInteractionSink();
    const model = createStubModel({ script: () => play(events) });
    await using server = await startServer({ model, eventSinks: [sink], recordTokens: true });
    const { choices } = await read(await server.post(path, body));
    expect(choices[0]?.logprobs).toBeNull();
    expect(sink.interactions[0]?.tokens).toEqual([
      { token: 'Hel', tokenId: 3, logprob: -1 },
      { token: 'lo', tokenId: 2, logprob: -2 },
    ]);
    await read(await server.post(path, { ...body, logprobs: true, top_logprobs: 2 }));
    expect(model.requests.map(({ logprobs }) => logprobs)).toEqual([{ top: 0 }, { top: 2 }]);
  });

  test('has what else was likely, where the request asked for that', async () => {
    const sink = createInteractionSink();
    const rival = { token: 'Bye', tokenId: 7, bytes: [66], logprob: -3 };
    const logprobs = [{ ...token('Hello', -1), top: [rival] }];
    const model = createStubModel({
      script: () => play([start(), { type: 'text-delta', text: 'Hello', logprobs }, end()]),
    });
    await using server = await startServer({ model, eventSinks: [sink], recordTokens: true });
    await read(await server.post(path, { ...body, logprobs: true, top_logprobs: 1 }));
    const top = [{ token: 'Bye', tokenId: 7, logprob: -3 }];
    expect(sink.interactions[0]?.tokens).toEqual([{ token: 'Hello', tokenId: 5, logprob: -1, top }]);
  });

  test('is left out by default, also of requests that ask for it', async () => {
    const sink = createInteractionSink();
    const model = createStubModel({ script: () => play(events) });
    await using server = await startServer({ model, eventSinks: [sink] });
    await read(await server.post(path, { ...body, logprobs: true }));
    expect(sink.interactions[0]?.tokens).toBeUndefined();
  });
});

test('adapters are told by the names that the model gives them, and the model without them', async () => {
  const sink = createInteractionSink();
  const model = createStubModel({
    info: { id: 'stub:pirate@3', base: 'stub', sha256: 'ab12' },
    script: () => play([{ ...start(), adapters: [{ id: 'pirate@3', scale: 0.5 }] } as GenerationEvent, end()]),
  });
  await using server = await startServer({ model, eventSinks: [sink] });
  await read(await server.post(path, body));
  expect(sink.interactions[0]).toMatchObject({
    model: 'stub',
    modelHash: 'ab12',
    adapters: [{ id: 'pirate@3', scale: 0.5 }],
  });
});
