import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInteractionLog } from '@tuneloop/rlhf';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { captureOutput, type CapturedOutput } from '../../test/capture-output.ts';
import { compactLog, reindexLog } from './maintain-log.ts';

let data: string;
let terminal: CapturedOutput;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'cli-log-'));
  terminal = captureOutput();
});
afterEach(async () => {
  terminal[Symbol.dispose]();
  await rm(data, { recursive: true, force: true });
});

async function record(): Promise<void> {
  await using log = openInteractionLog({ folder: join(data, 'log') });
  for (const id of ['a', 'b']) {
    const common = { step: 0, choice: 0, model: 'm', backend: 'scripted', adapters: [], settings: {}, tags: [] };
    const interaction = {
      ...common,
      id,
      request: id,
      time: '2026-11-21T08:00:00.000Z',
      output: { content: `Secret ${id}.` },
    };
    log.append({ version: 1, type: 'interaction', interaction });
  }
  await log.delete('all', 'a');
}

test('the index of the data folder is made anew', async () => {
  await record();
  await rm(join(data, 'log/index.sqlite'));
  await reindexLog({ data, json: true } as object);
  expect(JSON.parse(terminal.stdout)).toMatchObject({ lines: 3, unreadable: 0 });
  expect(await readdir(join(data, 'log'))).toContain('index.sqlite');
  await reindexLog({ data } as object);
  expect(terminal.stderr).toContain('made anew of 3 lines');
});

test('what was deleted is taken out of the files', async () => {
  await record();
  await compactLog({ data } as object);
  expect(terminal.stderr).toContain('1 deleted lines were taken out of 1 files');
  const name = (await readdir(join(data, 'log'))).find((file) => file.endsWith('.jsonl'));
  const text = await readFile(join(data, 'log', name!), 'utf8');
  expect(text).not.toContain('Secret a.');
  expect(text).toContain('Secret b.');
});

test('there must be a log, and it must be here', async () => {
  await expect(reindexLog({ data } as object)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(compactLog({ url: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});
