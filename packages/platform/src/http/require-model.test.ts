import { expect, test } from 'vitest';
import { chatRequest, createTestPlatform } from '../../test/test-platform.ts';

test.each([
  ['1', 400],
  ['0', 200],
])('with REQUIRE_MODEL=%s a request that names no model gets %i', async (value, status) => {
  await using server = await createTestPlatform({ env: { REQUIRE_MODEL: value } });
  const { url } = await server.platform.listen();
  expect((await fetch(`${url}/v1/chat/completions`, chatRequest())).status).toBe(status);
  expect((await fetch(`${url}/v1/chat/completions`, chatRequest({ model: 'default' }))).status).toBe(200);
});
