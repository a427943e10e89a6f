import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../open-store.ts';
import { createConversationStore } from './conversation-store.ts';

const program = join(import.meta.dirname, '../../test/conversation-process.ts');

test('a conversation survives the kill of its process, exchange by exchange', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-conversations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.sqlite');
  const child = spawn(process.execPath, ['--conditions=@tuneloop/source', program, path], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const closed = once(child, 'close');
  let acknowledged = 0;
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line);
    if (acknowledged === 50) child.kill('SIGKILL');
  }
  await closed;
  expect(child.signalCode).toBe('SIGKILL');
  expect(acknowledged).toBeGreaterThanOrEqual(50);

  using store = openStore({ path });
  const history = await createConversationStore(store).messages('ada', 'long');
  const contents = history.map(({ message }) => message.content);
  // One more may have been kept than could be said.
  expect([acknowledged, acknowledged + 1]).toContain(contents.length / 2);
  expect(contents).toEqual(
    Array.from({ length: contents.length / 2 }, (_, index) => [`question ${index + 1}`, `answer ${index + 1}`]).flat(),
  );
});
