import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type Rig } from '../../test/ollama-rig.ts';
import { readEvents, startServer, type TestServer } from '../../test/start-server.ts';

const messages = [{ role: 'user', content: 'one two three' }];
let folder: string;
let rig: Rig;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-extras-'));
  rig = await connect({}, { slotSaveFolder: join(folder, 'slots') });
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function ask(path: string, body: unknown, server: TestServer = rig.server): Promise<Record<string, unknown>> {
  const answer = await server.post(path, body);
  return { status: answer.status, ...((await answer.json()) as object) };
}

describe('/tokenize and /detokenize', () => {
  test('are each other’s opposite', async () => {
    const content = 'Hällo 😀 wörld';
    const { tokens } = await ask('/tokenize', { content, model: 'scripted' });
    expect(await ask('/detokenize', { tokens })).toEqual({ status: 200, content });
  });

  test('show what each token writes, and the bytes of a part of a character', async () => {
    const { tokens } = await ask('/tokenize', { content: 'ä 😀', with_pieces: true });
    expect(tokens).toEqual(
      ['ä', ' ', [0xf0, 0x9f], [0x98, 0x80]].map((piece) => ({ id: expect.any(Number) as number, piece })),
    );
  });

  test.each([
    ['/tokenize', {}, 400, 'content'],
    ['/tokenize', { content: 'a', whole: true }, 400, 'whole'],
    ['/tokenize', { content: 'a', model: 'other' }, 404, 'model'],
    ['/detokenize', { tokens: [-1] }, 400, 'tokens[0]'],
    ['/detokenize', { tokens: 'a' }, 400, 'tokens'],
  ])('%s with %j is refused', async (path, body, status, param) => {
    expect(await ask(path, body)).toMatchObject({ status, error: { param } });
  });

  test('need an engine that shows its tokenizer', async () => {
    await using server = await startServer();
    expect(await ask('/tokenize', { content: 'a' }, server)).toMatchObject({
      status: 400,
      error: { code: 'unsupported' },
    });
  });
});

test('/apply-template shows the prompt of a chat completion', async () => {
  const tools = [{ type: 'function', function: { name: 'look', description: 'Looks far.' } }];
  const { prompt, status } = await ask('/apply-template', { messages, tools });
  expect([status, prompt]).toEqual([200, expect.stringMatching(/look.*one two three/s)]);
  const { tokens } = await ask('/tokenize', { content: prompt });
  const { input_tokens } = await ask('/v1/chat/completions/input_tokens', { messages, tools });
  expect(tokens).toHaveLength(input_tokens as number);
});

describe('/v1/rerank', () => {
  const documents = ['a train', { text: 'the giant panda' }, 'hi'];

  test.each(['/v1/rerank', '/rerank', '/reranking', '/v1/reranking'])('is also at %s', async (path) => {
    const answer = await ask(path, { query: 'the giant panda', documents, top_n: 2, return_documents: true });
    expect(answer).toMatchObject({
      status: 200,
      object: 'list',
      model: 'scripted',
      results: [{ index: 1, document: { text: 'the giant panda' } }, {}],
      usage: { prompt_tokens: expect.any(Number) as number },
    });
    const results = answer['results'] as { relevance_score: number }[];
    expect(results).toHaveLength(2);
    expect(results[0]!.relevance_score).toBeGreaterThan(results[1]!.relevance_score);
  });

  test.each([
    [{ query: '', documents }, 'query'],
    [{ query: 'a', documents: [] }, 'documents'],
    [{ query: 'a', documents, top_n: 0 }, 'top_n'],
  ])('refuses %j', async (body, param) => {
    expect(await ask('/v1/rerank', body)).toMatchObject({ status: 400, error: { param } });
  });

  test('needs a model that ranks', async () => {
    await using server = await startServer();
    expect(await ask('/v1/rerank', { query: 'a', documents }, server)).toMatchObject({
      status: 400,
      error: { code: 'unsupported', param: 'model' },
    });
  });
});

describe('/infill and /completion', () => {
  const gap = { input_prefix: 'return ', input_suffix: ';\n', prompt: 'a + ' };

  test('answer in llama-server’s own shape', async () => {
    expect(await ask('/infill', gap)).toMatchObject({
      status: 200,
      content: 'You said: return a +',
      stop: true,
      stop_type: 'eos',
      model: 'scripted',
      truncated: false,
      timings: { predicted_n: expect.any(Number) as number },
    });
    const files = { input_extra: [{ filename: 'a.js', text: 'let a = 1;' }] };
    const [alone, beside] = [await ask('/infill', gap), await ask('/infill', { ...gap, ...files })];
    expect(beside['tokens_evaluated']).toBeGreaterThan(alone['tokens_evaluated'] as number);
    expect(await ask('/completion', { prompt: 'one two', n_predict: 2 })).toMatchObject({
      content: 'You said',
      tokens_predicted: 2,
      stop_type: 'limit',
    });
    expect(await ask('/completion', { prompt: 'one two', stop: ['one'] })).toMatchObject({
      stop_type: 'word',
      stopping_word: 'one',
    });
    expect(await ask('/completion', { prompt: 'one two', n_predict: 0 })).toMatchObject({
      content: '',
      tokens_predicted: 0,
      tokens_evaluated: 2,
    });
  });

  test('stream pieces, and end with the counts and no [DONE]', async () => {
    const events = await readEvents(await rig.server.post('/infill', { ...gap, stream: true }));
    const pieces = events.map((event) => JSON.parse(event) as { content: string; stop: boolean });
    expect(pieces.map(({ content }) => content).join('')).toBe('You said: return a +');
    expect(pieces.map(({ stop }) => stop)).toEqual(pieces.map((_, index) => index === pieces.length - 1));
    expect(pieces.at(-1)).toMatchObject({
      content: '',
      stop_type: 'eos',
      tokens_evaluated: expect.any(Number) as number,
    });
    const withProgress = { ...gap, stream: true, return_progress: true };
    const [first] = await readEvents(await rig.server.post('/infill', withProgress));
    expect(JSON.parse(first!)).toMatchObject({
      content: '',
      stop: false,
      prompt_progress: { total: expect.any(Number) as number },
    });
  });

  test('take what editors’ plugins send along', async () => {
    const answer = await rig.server.post('/infill', {
      ...gap,
      samplers: ['top_k'],
      t_max_predict_ms: 500,
      n_indent: 2,
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-tuneloop-ignored')).toBe('samplers, t_max_predict_ms, n_indent');
  });

  test('hold the output to a schema', async () => {
    const { content } = await ask('/completion', { prompt: 'a', json_schema: { const: { a: 1 } } });
    expect(JSON.parse(content as string)).toEqual({ a: 1 });
  });

  test.each([
    ['/infill', { input_prefix: 'a' }, 'input_suffix'],
    ['/infill', { ...gap, input_extra: [{ path: 'a' }] }, 'input_extra[0].text'],
    ['/completion', {}, 'prompt'],
    ['/completion', { prompt: 'a', n: 2 }, 'n'],
    ['/completion', { prompt: 'a', grammar: 'root ::= "a"', json_schema: {} }, 'grammar'],
    ['/completion', { prompt: 'a', n_predict: -2 }, 'n_predict'],
  ])('%s with %j is refused', async (path, body, param) => {
    expect(await ask(path, body)).toMatchObject({ status: 400, error: { param } });
  });

  test('need a model that fills gaps', async () => {
    await using server = await startServer();
    expect(await ask('/infill', gap, server)).toMatchObject({ status: 400, error: { code: 'unsupported' } });
  });
});

describe('/slots/{id}', () => {
  test('saves, erases and restores what a slot holds', async () => {
    const prompt = 'Whales sing and nobody knows why';
    await ask('/completion', { prompt });
    const saved = await ask('/slots/0?action=save', { filename: 'whales.bin' });
    expect(saved).toMatchObject({ status: 200, id_slot: 0, filename: 'whales.bin' });
    expect(saved['n_saved']).toBeGreaterThan(5);
    expect(await readdir(join(folder, 'slots'))).toEqual(['whales.bin']);
    expect(await ask('/slots/0?action=erase', {})).toEqual({ status: 200, id_slot: 0, n_erased: saved['n_saved'] });
    expect(await ask('/slots/0?action=restore&model=scripted', { filename: 'whales.bin' })).toMatchObject({
      status: 200,
      n_restored: saved['n_saved'],
      n_read: saved['n_written'],
    });
    expect((await ask('/completion', { prompt }))['tokens_cached']).toBeGreaterThan(3);
  });

  test.each([
    '../keys.json',
    '/etc/passwd',
    'a/b',
    String.raw`a\b`,
    '..',
    '.hidden',
    'CON',
    'nul.txt',
    'a.',
    '',
    'a\0b',
  ])('refuses the file name %j', async (filename) => {
    await writeFile(join(folder, 'keys.json'), '{}');
    for (const action of ['save', 'restore']) {
      const answer = await ask(`/slots/0?action=${action}`, { filename });
      expect(answer).toMatchObject({ status: 400, error: { param: 'filename' } });
    }
  });

  test.each([
    ['/slots/0', { filename: 'a' }, 400],
    ['/slots/0?action=copy', { filename: 'a' }, 400],
    ['/slots/x?action=erase', {}, 400],
    ['/slots/99?action=erase', {}, 400],
    ['/slots/0?action=restore', { filename: 'missing.bin' }, 404],
    ['/slots/0?action=erase&model=other', {}, 404],
  ])('%s with %j is refused', async (path, body, status) => {
    expect(await ask(path, body)).toMatchObject({ status });
  });

  test('needs a folder, an engine that can, and the scope admin', async () => {
    await using server = await startServer();
    expect(await ask('/slots/0?action=save', { filename: 'a' }, server)).toMatchObject({
      error: { code: 'unsupported' },
    });
    expect(await ask('/slots/0?action=erase', {}, server)).toMatchObject({ error: { code: 'unsupported' } });
    await using guarded = await startServer({ authenticate: () => ({ id: 'ann', scopes: ['chat'] }) });
    const headers = { authorization: 'Bearer key' };
    const refused = await guarded.post('/slots/0?action=erase', {}, { headers });
    expect(refused.status).toBe(403);
    expect((await fetch(`${guarded.url}/slots`, { headers })).status).toBe(200);
  });

  test('says when a request is using the slot', async () => {
    await using busy = await connect({ tokensPerSecond: 5, slots: 1 });
    const controller = new AbortController();
    await busy.server.post('/completion', { prompt: 'a b c d', stream: true }, { signal: controller.signal });
    expect(await ask('/slots/0?action=erase', {}, busy.server)).toMatchObject({
      status: 503,
      error: { code: 'server_busy' },
    });
    controller.abort();
  });
});

test('none answers without a key', async () => {
  await using closed = await startServer({ authenticate: () => undefined });
  for (const path of ['/tokenize', '/detokenize', '/apply-template', '/infill', '/completion', '/rerank', '/slots/0']) {
    expect((await closed.post(path, {})).status, path).toBe(401);
  }
});
