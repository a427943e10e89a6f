import type { GenerateRequest, LoadedModel } from '@tuneloop/protocol';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readStream } from '../../test/lab-rig.ts';
import { createMemoryInteractionLog, type MemoryInteractionLog } from '../../test/memory-interaction-log.ts';
import { startServer } from '../../test/start-server.ts';
import { createStubModel, end, play, start as begin, text } from '../../test/stub-model.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { createModelProvider } from '../models/create-model-provider.ts';
import type { ComparisonWire } from './comparison-wire.ts';

const messages = [{ role: 'user', content: 'Hi' }];

interface Rig {
  log: MemoryInteractionLog;
  requests: GenerateRequest[];
  post(path: string, body: unknown, key?: string): Promise<Response>;
  create(body: object): Promise<ComparisonWire>;
  show(id: string, key?: string): Promise<Response>;
}

/** Two models, `red` and `blue`, that say their names and the temperature. */
async function start(authenticate?: Authenticator): Promise<Rig> {
  const log = createMemoryInteractionLog();
  const requests: GenerateRequest[] = [];
  const model = (id: string): LoadedModel =>
    createStubModel({
      info: { id },
      script: (request) => {
        requests.push(request);
        if (request.stop?.[0] === 'FAIL') throw new Error('broken');
        return play([begin(), text(`${id} ${request.sampling?.temperature ?? '-'}`), end()]);
      },
    });
  const models = createModelProvider([model('red'), model('blue')]);
  const server = await startServer({
    models,
    interactions: log,
    eventSinks: [log],
    ...(authenticate && { authenticate }),
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const headers = (key: string | undefined): Record<string, string> =>
    key === undefined ? {} : { authorization: `Bearer ${key}` };
  const post: Rig['post'] = (path, body, key) => server.post(path, body, { headers: headers(key) });
  return {
    log,
    requests,
    post,
    async create(body) {
      const response = await post('/v1/comparisons', { messages, ...body });
      const comparison = (await response.json()) as ComparisonWire;
      expect([response.status, comparison]).toEqual([200, comparison]);
      return comparison;
    },
    show: (id, key) => fetch(`${server.url}/v1/comparisons/${id}`, { headers: headers(key) }),
  };
}

const said = ({ drafts }: ComparisonWire): unknown[] => drafts.map(({ message }) => message?.content);
const sorted = (comparison: ComparisonWire): string[] => said(comparison).map(String).toSorted();

describe('drafts', () => {
  test('are two of the default model, as nothing else is said, and differ in their seeds', async () => {
    const { create, requests, log } = await start();
    const comparison = await create({ seed: 7 });
    expect(said(comparison)).toEqual(['red -', 'red -']);
    expect(requests.map(({ sampling }) => sampling?.seed).toSorted((a, b) => a! - b!)).toEqual([7, 8]);
    expect(log.interactions.map(({ id }) => id).toSorted()).toEqual(comparison.drafts.map(({ id }) => id).toSorted());
    for (const interaction of log.interactions) expect(interaction.comparison).toBe(comparison.id);
  });

  test('of two models come blind', async () => {
    const { create } = await start();
    const comparison = await create({ models: ['red', 'blue'], temperature: 0.5 });
    expect(sorted(comparison)).toEqual(['blue 0.5', 'red 0.5']);
    const prompt = { type: 'messages', messages };
    expect(comparison).toMatchObject({ object: 'comparison', prompt, choices: [], revealed: false });
    for (const draft of comparison.drafts) {
      expect(Object.keys(draft).toSorted()).toEqual(['finish_reason', 'id', 'index', 'message']);
    }
  });

  test('come in random order', async () => {
    const { create } = await start();
    const first = new Set<unknown>();
    for (let attempt = 0; first.size < 2 && attempt < 60; attempt++) {
      first.add(said(await create({ models: ['red', 'blue'] }))[0]);
    }
    expect(first.size).toBe(2);
  });

  test('with different settings', async () => {
    const { create } = await start();
    const drafts = [{ temperature: 0 }, { temperature: 1, model: 'blue' }];
    expect(sorted(await create({ drafts, n: 2 }))).toEqual(['blue 1', 'blue 1', 'red 0', 'red 0']);
  });

  test('that fail fail the whole; nothing is left to choose', async () => {
    const { post, log } = await start();
    const drafts = [{}, { stop: 'FAIL' }];
    const answer = await post('/v1/comparisons', { messages, drafts });
    expect(answer.status).toBe(500);
    expect(log.interactions.some(({ error }) => error !== undefined)).toBe(true);
  });

  test.each([
    [{ models: ['red'], drafts: [{}] }, 'models'],
    [{ n: 1 }, 'n'],
    [{ models: ['red', 'blue'], n: 5 }, 'n'],
    [{ drafts: [{ messages }] }, 'drafts[0]'],
    [{ drafts: [{ colour: 'red' }] }, 'colour'],
    [{ temperature: 'hot' }, 'temperature'],
    [{ models: ['red', 'green'] }, 'model'],
  ])('are refused for %j', async (body, param) => {
    const { post } = await start();
    const answer = await post('/v1/comparisons', { messages, ...body });
    expect([400, 404]).toContain(answer.status);
    expect(await answer.json()).toMatchObject({ error: { param } });
  });

  test('are streamed, each by its place', async () => {
    const { post } = await start();
    const response = await post('/v1/comparisons', { messages, models: ['red', 'blue'], stream: true });
    const events = await readStream(response);
    const { comparison } = events.at(-1) as unknown as { comparison: ComparisonWire };
    const texts = [0, 1].map((index) =>
      events.flatMap((event) => (event['type'] === 'draft_text' && event['index'] === index ? [event['text']] : [])),
    );
    expect(texts.map((parts) => parts.join(''))).toEqual(said(comparison));
    expect(events.filter(({ type }) => type === 'draft_done')).toHaveLength(2);
    expect(JSON.stringify(events)).not.toContain('"model"');
  });

  test('a mistake that shows only with the first event has its own status, also of a stream', async () => {
    const { post } = await start();
    const answer = await post('/v1/comparisons', { messages, models: ['green', 'green'], stream: true });
    expect(answer.status).toBe(404);
  });
});

describe('a choice', () => {
  test.each([
    [{ choice: 'left' }, { outcome: 'preferred', index: 0 }],
    [
      { choice: 'right', comment: 'Warmer.' },
      { outcome: 'preferred', index: 1, comment: 'Warmer.' },
    ],
    [{ draft: 1 }, { outcome: 'preferred', index: 1 }],
    [{ choice: 'tie' }, { outcome: 'tie', index: undefined }],
    [{ choice: 'both_bad' }, { outcome: 'both_bad', index: undefined }],
  ])('%j tells what the drafts are', async (body, { index, ...expected }) => {
    const { create, post, show } = await start();
    const { id, drafts } = await create({ models: ['red', 'blue'] });
    const answer = await post(`/v1/comparisons/${id}/choice`, body);
    const chosen = (await answer.json()) as ComparisonWire;
    const preferred = index === undefined ? null : drafts[index]!.id;
    expect(chosen).toMatchObject({ revealed: true, choices: [{ ...expected, preferred, author: 'anonymous' }] });
    expect(chosen.drafts.map(({ model }) => `${model} -`)).toEqual(said(chosen));
    expect(await (await show(id)).json()).toEqual(chosen);
  });

  test('is taken back by another', async () => {
    const { create, post } = await start();
    const { id } = await create({});
    await post(`/v1/comparisons/${id}/choice`, { choice: 'left' });
    const answer = (await (await post(`/v1/comparisons/${id}/choice`, { withdraw: true })).json()) as ComparisonWire;
    expect(answer.choices.map(({ outcome }) => outcome)).toEqual(['preferred', 'withdrawn']);
  });

  test.each([
    [{}, 'choice'],
    [{ choice: 'left', draft: 0 }, 'choice'],
    [{ choice: 'left' }, 'choice'],
    [{ draft: 3 }, 'draft'],
    [{ choice: 'middle' }, 'choice'],
  ])('%j is refused where there are three drafts', async (body, param) => {
    const { create, post } = await start();
    const { id } = await create({ n: 3 });
    const answer = await post(`/v1/comparisons/${id}/choice`, body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { param } });
  });

  test('belongs to whom the comparison belongs to', async () => {
    const { post, show } = await start((token) => ({ id: token, scopes: ['chat'] }));
    const { id } = (await (await post('/v1/comparisons', { messages }, 'ada')).json()) as ComparisonWire;
    expect((await show(id, 'ada')).status).toBe(200);
    expect((await show(id, 'bob')).status).toBe(404);
    expect((await post(`/v1/comparisons/${id}/choice`, { choice: 'tie' }, 'bob')).status).toBe(404);
  });
});
