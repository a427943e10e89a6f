import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chatRequest, createTestPlatform } from '../../test/test-platform.ts';

test('what cannot be recorded is answered all the same, told by health and metrics, and recorded again by itself', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  const text = async (path: string): Promise<string> => (await fetch(`${url}${path}`)).text();
  const ask = async (): Promise<number> => (await fetch(`${url}/v1/chat/completions`, chatRequest())).status;

  // A file in the place of the log's folder.
  await writeFile(join(server.folder, 'log'), '');
  expect([await ask(), await ask()]).toEqual([200, 200]);
  const ready = await fetch(`${url}/health/ready`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({
    status: 'ok',
    checks: { recording: expect.stringContaining('not recorded') as string },
  });
  expect(await text('/metrics')).toMatch(/^tuneloop_recording_failing 1$/m);

  await rm(join(server.folder, 'log'));
  expect(await ask()).toBe(200);
  expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({ checks: { recording: 'ok' } });
  const metrics = await text('/metrics');
  expect(metrics).toMatch(/^tuneloop_recording_failing 0$/m);
  expect(metrics).toMatch(/^tuneloop_recording_lost_total 2$/m);
  expect(server.logged()).toContain('recording goes on');
  // Said once, not with every request.
  expect(server.logged().match(/"recording: /g)).toHaveLength(1);
});
