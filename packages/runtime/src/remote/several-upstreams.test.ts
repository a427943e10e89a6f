import type { GenerateRequest } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { collectEvents } from '../../test/remote/collect-events.ts';
import {
  chunk,
  done,
  sendJson,
  startFakeUpstream,
  streams,
  type Answer,
  type FakeUpstream,
} from '../../test/remote/fake-upstream.ts';
import { createRemoteEngine, type RemoteEngineOptions, type UpstreamChange } from './index.ts';
import { chooseUpstream, type Candidate } from './pool/choose-upstream.ts';

const chat = '/v1/chat/completions';
const yes = streams(chunk({ content: 'Yes' }), chunk({}, { finish_reason: 'stop' }), done);

const conversation = (name: string, turns = 1): Partial<GenerateRequest> => ({
  prompt: {
    type: 'messages',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: `I am ${name}.` },
      ...Array.from({ length: turns - 1 }, () => [
        { role: 'assistant' as const, content: 'Yes' },
        { role: 'user' as const, content: 'Go on.' },
      ]).flat(),
    ],
  },
});

const engineOver = (
  fakes: FakeUpstream[],
  options: Partial<RemoteEngineOptions> = {},
): ReturnType<typeof createRemoteEngine> =>
  createRemoteEngine({ upstreams: fakes.map(({ url }) => ({ url })), ...options });

test('a conversation keeps to one upstream, and many spread over all', async () => {
  await using first = await startFakeUpstream({ routes: { [chat]: yes } });
  await using second = await startFakeUpstream({ routes: { [chat]: yes } });
  await using model = await engineOver([first, second]).load({ id: 'model' });
  for (let turn = 1; turn <= 4; turn++) await collectEvents(model, conversation('Ada', turn));
  expect([first.requests.length, second.requests.length].toSorted((a, b) => a - b)).toEqual([0, 4]);
  for (let place = 0; place < 40; place++) await collectEvents(model, conversation(`number ${place}`));
  expect(Math.min(first.requests.length, second.requests.length)).toBeGreaterThan(5);
});

test.each<[what: string, answer: Answer]>([
  ['503', (_request, response) => sendJson(response, 503, {})],
  ['429 with a time to wait', (_request, response) => sendJson(response, 429, {}, { 'retry-after': '30' })],
  ['a connection that breaks', (_request, response) => response.destroy()],
  ['a stream that breaks before its first token', streams({ choices: [], usage: { prompt_tokens: 1 } })],
])('%s before the first token goes to another upstream, without a trace in the events', async (_what, answer) => {
  await using bad = await startFakeUpstream({ routes: { [chat]: answer } });
  await using good = await startFakeUpstream({ routes: { [chat]: yes } });
  await using model = await engineOver([bad, good]).load({ id: 'model' });
  // Which of the two is asked follows from its address, whose port is left to chance: of many, some ask the bad one.
  for (let place = 0; place < 40; place++) {
    const events = await collectEvents(model, conversation(`number ${place}`));
    expect(events.map(({ type }) => type)).toEqual(['generation-start', 'text-delta', 'generation-end']);
  }
  expect(bad.requests.length).toBeGreaterThan(0);
  expect(good.requests.length).toBe(40);
});

test('nothing is tried again after the first token, nor what the request itself is to blame for', async () => {
  const halves = { [chat]: streams(chunk({ content: 'Ye' })) };
  await using first = await startFakeUpstream({ routes: halves });
  await using second = await startFakeUpstream({ routes: halves });
  await using model = await engineOver([first, second]).load({ id: 'model' });
  await expect(collectEvents(model)).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' });
  expect(first.requests.length + second.requests.length).toBe(1);

  const refusal: Record<string, Answer> = {
    [chat]: (_request, response) => sendJson(response, 400, { error: { message: 'no' } }),
  };
  await using third = await startFakeUpstream({ routes: refusal });
  await using fourth = await startFakeUpstream({ routes: refusal });
  await using strict = await engineOver([third, fourth]).load({ id: 'model' });
  await expect(collectEvents(strict)).rejects.toMatchObject({ code: 'INVALID_REQUEST', message: 'no' });
  expect(third.requests.length + fourth.requests.length).toBe(1);
});

test('an upstream that dies is left out, told of, and taken back when it answers again', async () => {
  await using first = await startFakeUpstream({ routes: { [chat]: yes } });
  await using second = await startFakeUpstream({ routes: { [chat]: yes } });
  const changes: UpstreamChange[] = [];
  const onUpstreamChange = (change: UpstreamChange): number => changes.push(change);
  await using model = await engineOver([first, second], { onUpstreamChange }).load({ id: 'model' });
  await first.stop();
  for (let place = 0; place < 40; place++) await collectEvents(model, conversation(`number ${place}`));
  expect(second.requests.length).toBe(40);
  expect(changes).toMatchObject([{ upstream: `${first.url}/v1`, healthy: false }]);
  await first.start();
  await expect.poll(() => changes.at(-1), { timeout: 5000 }).toEqual({ upstream: `${first.url}/v1`, healthy: true });
  for (let place = 0; place < 40; place++) await collectEvents(model, conversation(`number ${place}`));
  expect(first.requests.length).toBeGreaterThan(0);
});

test('one that did not answer at the start joins later; when all are gone the error says so', async () => {
  await using first = await startFakeUpstream({ routes: { [chat]: yes } });
  await using second = await startFakeUpstream({ routes: { [chat]: yes } });
  await second.stop();
  await using model = await engineOver([first, second]).load({ id: 'model' });
  await second.start();
  await first.stop();
  await expect
    .poll(
      async () =>
        collectEvents(model).then(
          ({ length }) => length,
          () => 0,
        ),
      { timeout: 5000 },
    )
    .toBe(3);
  await second.stop();
  await expect(collectEvents(model)).rejects.toMatchObject({ code: 'UPSTREAM_FAILED', retryable: true });
  // From now on it is known.
  await expect(collectEvents(model)).rejects.toMatchObject({
    code: 'BUSY',
    retryable: true,
    details: { retryAfterSeconds: expect.any(Number) as number },
  });
});

test('one that is away has places too, and a look at one that is well is a single request', async () => {
  const asked: string[] = [];
  const record = (answer: Answer): Answer => {
    return (request, response) => {
      asked.push(request.path);
      return answer(request, response);
    };
  };
  const list: Answer = (_request, response) =>
    sendJson(response, 200, { data: [{ id: 'model', owned_by: 'tuneloop' }, ...adapters] });
  const adapters: object[] = [];
  await using first = await startFakeUpstream({
    routes: {
      '/v1/models': record(list),
      '/props': record((_request, response) => sendJson(response, 200, { total_slots: 4 })),
      '/v1/load_lora_adapter': record((_request, response) => void response.end('Success')),
    },
  });
  await using away = await startFakeUpstream();
  await away.stop();
  const engine = createRemoteEngine({ upstreams: [{ url: first.url }, { url: away.url }], healthCheckMs: 20 });
  await using model = await engine.load({ id: 'model' });
  expect(model.info.slots).toBe(8);
  expect(asked).toContain('/props');
  adapters.push({ id: 'model:pirate', parent: 'model', owned_by: 'tuneloop' });
  await expect.poll(() => model.adapters?.list().map(({ id }) => id)).toEqual(['pirate']);
  asked.length = 0;
  await expect.poll(() => asked.length).toBeGreaterThan(2);
  expect(new Set(asked)).toEqual(new Set(['/v1/models']));
});

test('what one upstream cannot be asked for goes to another', async () => {
  await using plain = await startFakeUpstream({ ownedBy: 'library', routes: { [chat]: yes } });
  await using able = await startFakeUpstream({ ownedBy: 'vllm', routes: { [chat]: yes } });
  await using model = await engineOver([plain, able]).load({ id: 'model' });
  for (let place = 0; place < 40; place++) {
    await collectEvents(model, { ...conversation(`number ${place}`), sampling: { topK: 5 } });
  }
  expect([plain.requests.length, able.requests.length]).toEqual([0, 40]);
  await expect(collectEvents(model, { sampling: { xtc: { probability: 1, threshold: 0 } } })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
  });
});

test('each upstream has its limit, and those over it wait', async () => {
  let running = 0;
  let most = 0;
  const slow: Record<string, Answer> = {
    [chat]: async (request, response) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
      await yes(request, response);
    },
  };
  await using fake = await startFakeUpstream({ routes: slow });
  const engine = createRemoteEngine({ upstreams: [{ url: fake.url, maxConcurrent: 2 }], queueLimit: 3 });
  await using model = await engine.load({ id: 'model' });
  expect(model.info.slots).toBe(2);
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => collectEvents(model)));
  expect(most).toBe(2);
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  expect(refused).toMatchObject([{ code: 'BUSY' }]);
});

test('the preferred upstream gives way only when it is much busier or full, and only its own keys move when it goes', () => {
  const candidate = (name: string, active = 0, weight = 1): Candidate => ({ name, weight, active, maxConcurrent: 8 });
  const idle = ['a', 'b', 'c'].map((name) => candidate(name));
  const keys = Array.from({ length: 300 }, (_, place) => `key ${place}`);
  const before = keys.map((key) => chooseUpstream(idle, key)!.name);
  const after = keys.map((key) => chooseUpstream(idle.slice(0, 2), key)!.name);
  expect(keys.filter((_, place) => before[place] !== 'c' && before[place] !== after[place])).toEqual([]);
  const key = keys[before.indexOf('a')]!;
  const withLoad = (active: number): string => chooseUpstream([candidate('a', active), candidate('b')], key)!.name;
  expect([withLoad(1), withLoad(2), withLoad(3), withLoad(8)]).toEqual(['a', 'a', 'b', 'b']);
  expect(chooseUpstream([candidate('a', 8), candidate('b', 8)], key)).toBeUndefined();
  const heavy = keys.filter((each) => chooseUpstream([candidate('a', 0, 3), candidate('b')], each)!.name === 'a');
  expect(heavy.length / keys.length).toBeGreaterThan(0.65);
  expect(heavy.length / keys.length).toBeLessThan(0.85);
});
