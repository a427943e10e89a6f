import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadEmbeddedModel } from '../load-embedded-model.ts';
import { connect } from '../ollama-rig.ts';
import { askAt, greeting, tool } from './shortcoming-requests.ts';
import { testShortcomings } from './ten-shortcomings-suite.ts';

// Each test is a place where llama-server was seen to fall short, in the order of the list that was made of them.
testShortcomings(loadEmbeddedModel);

test('8. the queue is bounded: 503 with Retry-After (limits for each key, 429, are not there yet)', async () => {
  await using rig = await connect({ slots: 1, queueLimit: 1, tokensPerSecond: 20 });
  const controller = new AbortController();
  const body = { messages: [{ role: 'user', content: 'word '.repeat(200) }], stream: true };
  const post = async (): Promise<Response> =>
    rig.server.post('/v1/chat/completions', body, { signal: controller.signal });
  expect((await post()).status).toBe(200);
  const waiting = post().catch((error: unknown) => error);
  await expect.poll(async () => rig.model.status()).toMatchObject({ activeRequests: 1, queuedRequests: 1 });
  const refused = await post();
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(await refused.json()).toMatchObject({ error: { code: 'server_busy' } });
  controller.abort();
  expect(await waiting).toMatchObject({ name: 'AbortError' });
});

test('9. the server itself runs no tool: a call goes back to the client, one generation for each request', async () => {
  const toolCall = { id: 'call_1', name: 'shell', arguments: { command: 'id' } };
  await using rig = await connect({ replies: [{ steps: [{ toolCall }] }, 'It went on by itself.'] });
  const shell = tool('shell', { type: 'object', properties: { command: { type: 'string' } } });
  const answer = await rig.server.post('/v1/chat/completions', {
    ...greeting,
    tools: [shell, { type: 'code_interpreter' }, { type: 'mcp', server_url: 'http://127.0.0.1:9' }],
  });
  expect(answer.headers.get('x-tuneloop-ignored')).toBe('tools[1], tools[2]');
  expect(await answer.json()).toMatchObject({
    choices: [
      {
        finish_reason: 'tool_calls',
        message: { content: null, tool_calls: [{ function: { name: 'shell', arguments: '{"command":"id"}' } }] },
      },
    ],
  });
});

// With weights: packages/runtime/test/model/adapters.test.ts. Through a folder that is watched: packages/platform.
test('10. adapters come and go while the server runs, and requests with different ones are served together', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-shortcomings-'));
  await using rig = await connect();
  const say = async (lora: object[]): Promise<string | null> =>
    (await askAt(rig.server, { messages: [{ role: 'user', content: 'hi' }], lora })).choices[0].message.content;
  try {
    for (const id of ['pirate', 'poet']) {
      await writeFile(join(folder, id), id);
      await rig.model.adapters!.load({ id, path: join(folder, id) });
    }
    const one = (id: string): object[] => [{ id, scale: 1 }];
    expect(await Promise.all([say(one('pirate')), say(one('poet')), say([])])).toEqual([
      '[pirate] You said: hi',
      '[poet] You said: hi',
      'You said: hi',
    ]);
    await rig.model.adapters!.unload('pirate');
    expect(await askAt(rig.server, { ...greeting, lora: one('pirate') })).toMatchObject({ status: 404 });
    expect(await say(one('poet'))).toBe('[poet] You said: hi');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
