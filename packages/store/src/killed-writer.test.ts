import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from './open-store.ts';

const program = join(import.meta.dirname, '../test/writer-process.ts');

test('what a killed process had written is there, and nothing by halves', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.sqlite');
  const child = spawn(process.execPath, ['--conditions=@tuneloop/source', program, path], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let warnings = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (warnings += text));
  const closed = once(child, 'close');

  let acknowledged = 0;
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line);
    if (acknowledged === 200) child.kill('SIGKILL');
  }
  await closed;
  expect(child.signalCode).toBe('SIGKILL');
  expect(warnings).toBe('');
  expect(acknowledged).toBeGreaterThanOrEqual(200);

  using store = openStore({ path });
  const written = store.all('SELECT value FROM numbers').map(({ value }) => Number(value));
  const positive = written.filter((value) => value > 0);
  // One more may have been written than could be said.
  expect([acknowledged, acknowledged + 1]).toContain(positive.length);
  expect(positive).toEqual(Array.from({ length: positive.length }, (_, index) => index + 1));
  expect(written.filter((value) => value < 0).map((value) => -value)).toEqual(positive);
  expect(store.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
});
