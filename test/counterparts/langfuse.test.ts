import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createLangfuseSink, pushDataset } from '../../packages/rlhf/src/langfuse/index.ts';
import { openInteractionLog } from '../../packages/rlhf/src/index.ts';
import { createOpenTelemetrySink, traceIdOf } from '../../packages/rlhf/src/otel/index.ts';
import { interactionRecord } from '../../packages/rlhf/test/interactions.ts';
import { langfuseKeys, LangfuseStandIn } from '../../packages/rlhf/test/langfuse-stand-in.ts';
import { startOtlpReceiver } from '../../packages/rlhf/test/otlp-receiver.ts';
import { counterpartsPython } from '../../scripts/counterparts/python.ts';

const script = fileURLToPath(new URL('langfuse/check.py', import.meta.url));

it("fits the types of Langfuse's official Python client, and OpenTelemetry's", async () => {
  const python = counterpartsPython('langfuse/requirements.txt');
  const folder = await mkdtemp(join(tmpdir(), 'langfuse-'));
  await using langfuse = await new LangfuseStandIn().listen();
  langfuse.pageSize = 100;
  const connection = { url: langfuse.url, ...langfuseKeys };
  const record = interactionRecord('chat_1', { conversation: 'talk', user: 'ada', tags: ['t'] });
  {
    await using log = openInteractionLog({ folder: join(folder, 'log') });
    await using sink = createLangfuseSink({
      folder: join(folder, 'spool'),
      connection,
      comparison: async () => undefined,
      delayMs: 0,
    });
    log.append(record);
    sink.write(record);
    const value = { thumb: 'up', score: 4, tags: ['a'], correction: 'So.', steps: [true], comment: 'Fine.' } as const;
    const judge = { author: 'ada', source: 'api' } as const;
    const rating = await log.rate('all', 'chat_1', { ...value, tags: ['a'], steps: [true] }, judge);
    sink.write({ version: 1, type: 'rating', rating });
    await sink.drained();
    await pushDataset({ connection, name: 'evals', description: 'Ours', records: log.records(), run: 'small-1' });
  }
  await using receiver = await startOtlpReceiver();
  {
    const url = `${receiver.url}/v1/traces`;
    await using sink = createOpenTelemetrySink({ folder: join(folder, 'otlp'), receiver: { url }, delayMs: 0 });
    sink.write(record);
    await sink.drained();
  }

  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(
    JSON.stringify({
      ...connection,
      bodies: langfuse.bodies,
      trace: traceIdOf('chat_1'),
      protobuf: receiver.requests[0]?.body.toString('base64'),
    }),
  );
  const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
  expect(child.exitCode).toBe(0);
  expect(JSON.parse(said)).toEqual({
    checked: { 'POST scores': 5, 'POST v2/datasets': 1, 'POST dataset-items': 1 },
    scores: ['thumb', 'score', 'tags', 'steps', 'output'],
    observations: ['chat_1', null],
    items: 1,
    spans: [
      ['chat small', traceIdOf('chat_1'), true],
      ['prefill', traceIdOf('chat_1'), true],
      ['decode', traceIdOf('chat_1'), true],
      ['request small', traceIdOf('chat_1'), false],
    ],
    usage: [10],
  });
  await rm(folder, { recursive: true, force: true });
});
