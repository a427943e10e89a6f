import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { eventually, startServer } from '../../apps/server/test/model/running-server.ts';

const script = fileURLToPath(new URL('openai_client.py', import.meta.url));

it('the official openai package for Python chats, streams, cancels and embeds', async () => {
  await using server = await startServer();
  const { stdout } = await promisify(execFile)(inject('python'), [script, server.url]);
  expect(JSON.parse(stdout)).toEqual({
    chat: expect.stringContaining('Paris'),
    total_tokens_add_up: true,
    streamed: expect.stringContaining('Paris'),
    streamed_tokens: expect.any(Number),
    cancelled: true,
    embedding_lengths: [576, 576],
    json: { city: expect.any(String) },
    unknown_model: 'model_not_found',
  });
  expect(await eventually(async () => (await server.activeRequests()) === 0)).toBe(true);
});
