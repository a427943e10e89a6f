import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAtomicFile } from './atomic-file.ts';

async function write(path: string, text: string): Promise<void> {
  const file = await createAtomicFile(path);
  await file.write(Buffer.from(text));
  await file.commit();
}

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test.skipIf(process.platform === 'win32')('is for its owner alone, unless it was for others too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-atomic-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'rows.jsonl');
  await write(path, 'first');
  expect(modeOf(path)).toBe(0o600);
  chmodSync(path, 0o664);
  await write(path, 'second');
  expect(modeOf(path)).toBe(0o664);
  expect(readFileSync(path, 'utf8')).toBe('second');
  expect(readdirSync(folder)).toEqual(['rows.jsonl']);
});
