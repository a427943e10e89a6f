import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '@tuneloop/platform';
import { expect, onTestFinished, test } from 'vitest';
import { captureOutput } from '../../test/capture-output.ts';
import { startScriptedServer } from '../../test/scripted-server.ts';
import { createStubTrainer } from '../../test/stub-trainer.ts';
import { followRun } from './follow-run.ts';

async function start(): Promise<{ platform: Platform; data: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-follow-'));
  const data = join(folder, 'chats.jsonl');
  const rows = Array.from({ length: 10 }, (_, index) => ({
    messages: [
      { role: 'user', content: `Question ${index}` },
      { role: 'assistant', content: `Answer ${index}` },
    ],
  }));
  await writeFile(data, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const server = await startScriptedServer(folder, undefined, { training: createStubTrainer() });
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  return { platform: server.platform, data };
}

test('Ctrl-C stops the trainer and says how to go on; what fails then says why', async () => {
  const { platform, data } = await start();
  const begun = await platform.training.submit({ data });
  const interrupt = new AbortController();
  void (async () => {
    for await (const { event } of platform.jobs.graphEvents(begun.graph?.id ?? '')) {
      if (event.type === 'metrics' && event.step === 3) interrupt.abort();
    }
  })();
  using output = captureOutput();
  const following = followRun(platform, begun, { signal: interrupt.signal });
  await expect(following).rejects.toMatchObject({
    code: 'ABORTED',
    message: expect.stringContaining(`tuneloop finetune --resume ${begun.run.id}`) as string,
  });
  expect(output.stderr).toMatch(
    /Preparing[^]*note: Nine rows are few[^]*Training …\nStopping[^\n]*\nTraining: stopped\n$/,
  );

  const resumed = await platform.training.resume(begun.run.id);
  const ended = await followRun(platform, resumed, { signal: new AbortController().signal, json: true });
  const [, train, convert] = ended.graph?.jobs ?? [];
  expect([train?.status, train?.error?.message, convert?.status]).toEqual([
    'failed',
    'The disk is full. Make room.',
    'skipped',
  ]);
  const lines = output.stdout.trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { position: number }).position)).toEqual(
    lines.map((_, index) => index + 1),
  );
});
