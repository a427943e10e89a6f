import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/log-folder.ts';
import { startOtlpReceiver } from '../../test/otlp-receiver.ts';
import { createOpenTelemetrySink } from './index.ts';

const program = join(import.meta.dirname, '../../test/otlp-sink-process.ts');

/** What it said that it has written, until it was killed after so many lines. */
async function killedAfter(lines: number, folder: string, url: string, prefix: string): Promise<string[]> {
  const child = spawn(process.execPath, ['--conditions=@tuneloop/source', program, folder, url, prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) if (said.push(line) === lines) child.kill('SIGKILL');
  await closed;
  expect(child.signalCode).toBe('SIGKILL');
  return said;
}

test('nothing is lost when the receiver is away for a while and the process is killed meanwhile', async () => {
  const folder = temporaryFolder();
  const away = await startOtlpReceiver();
  const { url } = away;
  await away[Symbol.asyncDispose]();
  const first = await killedAfter(150, folder, `${url}/v1/traces`, 'first');
  // Killed again, in the middle of delivering.
  await using back = await startOtlpReceiver(Number(new URL(url).port));
  back.refuse.push({ status: 503 });
  const second = await killedAfter(300, folder, `${url}/v1/traces`, 'second');
  const sink = createOpenTelemetrySink({ folder, receiver: { url: `${url}/v1/traces`, encoding: 'json' }, delayMs: 0 });
  await sink.drained();
  await sink[Symbol.asyncDispose]();
  const told = back.spans.filter(({ attributes }) => 'gen_ai.response.id' in attributes);
  const ids = told.map(({ spanId }) => spanId);
  const arrived = new Set(told.map(({ attributes }) => attributes['gen_ai.response.id']));
  expect([...first, ...second].filter((id) => !arrived.has(id))).toEqual([]);
  expect(first.length).toBeGreaterThanOrEqual(150);
  // At least once: what came twice has the same id, two spans of each request.
  expect(new Set(ids).size).toBe(arrived.size * 2);
});
