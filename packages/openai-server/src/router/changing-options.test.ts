import { expect, test } from 'vitest';
import { startServer } from '../../test/start-server.ts';
import type { ChangingOptions } from './changing-options.ts';

const messages = [{ role: 'user', content: 'Hi' }];

test('each request finds the options as they are then', async () => {
  let options: ChangingOptions = {};
  await using server = await startServer({ limits: { bodyBytes: 500 }, changing: () => options });
  const ask = async (text: string): Promise<number> =>
    (await server.post('/v1/chat/completions', { messages: [...messages, { role: 'user', content: text }] })).status;

  expect([await ask('short'), await ask('x'.repeat(600))]).toEqual([200, 413]);
  options = { limits: { bodyBytes: 2000 } };
  expect(await ask('x'.repeat(600))).toBe(200);
  options = { requireModel: true };
  expect([await ask('short'), await ask('x'.repeat(600))]).toEqual([400, 413]);
});
