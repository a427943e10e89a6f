import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { chatRequest, createTestPlatform, eventually } from '../../test/test-platform.ts';

const textOf = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();

/** The value of a sample, `name{labels}`. */
function valueOf(text: string, sample: string): number | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length));
}

test('the metrics move with what is asked; routes are patterns, and nothing of it has text', async () => {
  await using server = await createTestPlatform({
    engine: createScriptedEngine({ replies: 'Hello from the script.', slots: 3 }),
  });
  const { url } = await server.platform.listen();
  await fetch(`${url}/v1/chat/completions`, chatRequest());
  await fetch(`${url}/v1/chat/completions`, chatRequest({ stream: true })).then((answer) => answer.text());
  await fetch(`${url}/v1/models/xylophone`);
  await fetch(`${url}/xylophone`);
  await eventually(async () => valueOf(await textOf(url), 'tuneloop_http_requests_in_flight') === 0);
  const text = await textOf(url);
  const chat = 'method="POST",route="/v1/chat/completions",status="200"';
  expect(valueOf(text, `tuneloop_http_requests_total{${chat}}`)).toBe(2);
  expect(valueOf(text, 'tuneloop_http_requests_total{method="GET",route="/v1/models/{id}",status="404"}')).toBe(1);
  expect(valueOf(text, 'tuneloop_http_requests_total{method="GET",route="other",status="404"}')).toBe(1);
  expect(valueOf(text, 'tuneloop_generations_total{model="scripted",outcome="stop"}')).toBe(2);
  expect(valueOf(text, 'tuneloop_generated_tokens_total{model="scripted"}')).toBeGreaterThan(4);
  expect(valueOf(text, 'tuneloop_time_to_first_token_seconds_count{model="scripted"}')).toBe(2);
  expect(valueOf(text, 'tuneloop_inter_token_latency_seconds_count{model="scripted"}')).toBe(2);
  expect(valueOf(text, 'tuneloop_slots{model="scripted"}')).toBe(3);
  expect(valueOf(text, 'tuneloop_kv_cache_tokens{model="scripted"}')).toBeGreaterThan(0);
  expect(valueOf(text, 'tuneloop_model_loads_total{outcome="loaded"}')).toBe(1);
  expect(valueOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e7);
  expect(valueOf(text, 'tuneloop_disk_free_bytes{folder="data"}')).toBeGreaterThan(0);
  expect(text).not.toContain('xylophone');
  expect(server.logged()).not.toMatch(/"path":"\/metrics".*"level":"info"|"level":"info".*"path":"\/metrics"/);
});

test('a client that leaves is counted as one, and its generation as aborted', async () => {
  await using server = await createTestPlatform({
    engine: createScriptedEngine({ replies: 'word '.repeat(500), tokensPerSecond: 50 }),
  });
  const { url } = await server.platform.listen();
  const leaving = new AbortController();
  const asked = fetch(`${url}/v1/chat/completions`, { ...chatRequest(), signal: leaving.signal });
  await eventually(async () => valueOf(await textOf(url), 'tuneloop_slots_in_use{model="scripted"}') === 1);
  leaving.abort();
  await expect(asked).rejects.toThrow('aborted');
  const left = 'tuneloop_http_requests_total{method="POST",route="/v1/chat/completions",status="499"}';
  await eventually(async () => valueOf(await textOf(url), left) === 1);
  await eventually(
    async () => valueOf(await textOf(url), 'tuneloop_generations_total{model="scripted",outcome="aborted"}') === 1,
  );
});

test('whatever clients send, they make no labels', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  const seriesOf = async (): Promise<number> =>
    (await textOf(url)).split('\n').filter((line) => line.startsWith('tuneloop_')).length;
  const hostile = async (word: string): Promise<void> => {
    await fetch(`${url}/v1/chat/completions`, chatRequest({ model: word }));
    await fetch(`${url}/v1/chat/completions`, { ...chatRequest(), headers: { authorization: `Bearer ${word}` } });
    await fetch(`${url}/v1/chat/completions`, chatRequest({ lora: [{ id: word, scale: 1 }] }));
    await fetch(`${url}/${word}`);
    await fetch(`${url}/v1/models/${word}?${word}=${word}`, { headers: { 'user-agent': word, traceparent: word } });
    await fetch(`${url}/v1/jobs/${word}`, { method: 'PROPFIND' });
  };
  await hostile('first');
  const before = await seriesOf();
  for (const word of ['xylophone', 'a%2Fb', '%F0%9F%8E%B7', 'x'.repeat(200), '..%2F..%2Fetc']) await hostile(word);
  expect(await seriesOf()).toBe(before);
  const text = await textOf(url);
  expect(text).not.toContain('xylophone');
  expect(valueOf(text, 'tuneloop_http_requests_total{method="other",route="/v1/jobs/{id}",status="405"}')).toBe(6);
  expect(valueOf(text, 'tuneloop_http_errors_total{code="model_not_found"}')).toBeGreaterThan(5);
  expect(valueOf(text, 'tuneloop_ready')).toBe(1);
  expect(valueOf(text, 'tuneloop_jobs{status="queued"}')).toBe(0);
});

test('the guide describes every metric, and no other', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  const text = await textOf(url);
  const exposed = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, kind]) => `${name} ${kind}`);
  const guide = await readFile(new URL('../../../../docs/guides/metrics.md', import.meta.url), 'utf8');
  const described = [...guide.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(([, name, kind]) => `${name} ${kind}`);
  expect(described.toSorted()).toEqual(exposed.toSorted());
});

test('with keys, only who administers sees figures', async () => {
  await using server = await createTestPlatform({ env: { API_KEY: 'root' } });
  const { url } = await server.platform.listen();
  const { key } = await server.platform.keys.create({ name: 'x', scopes: ['chat', 'data', 'train'] });
  const statuses = (sent: string): Promise<number[]> =>
    Promise.all(
      ['/metrics', '/v1/metrics'].map(async (path) => {
        const answer = await fetch(url + path, { headers: { authorization: `Bearer ${sent}` } });
        return answer.status;
      }),
    );
  expect(await statuses(key)).toEqual([403, 403]);
  expect(await statuses('root')).toEqual([200, 200]);
});

test('the overview shows models, the machine and totals', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  await fetch(`${url}/v1/chat/completions`, chatRequest());
  expect(await (await fetch(`${url}/v1/metrics`)).json()).toMatchObject({
    object: 'metrics',
    interval_seconds: 3,
    models: [{ id: 'scripted', engine: 'scripted', slots: 4, active_requests: 0, memory_bytes: null }],
    disks: [{ folder: 'data' }],
    totals: { generations: 1, failed_generations: 0, model_loads: 1 },
  });
});
