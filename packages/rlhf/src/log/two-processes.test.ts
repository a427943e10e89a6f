import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTestLog } from '../../test/log-folder.ts';

const program = join(import.meta.dirname, '../../test/log-writer-process.ts');

test('two processes record at the same time without a lost or a broken line', { timeout: 60_000 }, async () => {
  const log = openTestLog();
  const processes = ['a', 'b'].map((prefix) =>
    spawn(process.execPath, ['--conditions=@tuneloop/source', program, log.folder, prefix, '60'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  // Both have the log open before either writes to it.
  await Promise.all(processes.map(({ stdout }) => once(stdout, 'data')));
  for (const child of processes) {
    child.stdout.resume();
    child.stdin.end('go\n');
  }
  const codes = await Promise.all(processes.map(async (child) => (await once(child, 'close'))[0] as number));
  expect(codes).toEqual([0, 0]);
  const ids = new Set<string>();
  let ratings = 0;
  for await (const judged of log.records()) {
    ids.add(judged.interaction.id);
    ratings += judged.ratings.length;
  }
  // Each has deleted fifteen of its sixty, five of them rated.
  expect(ids.size).toBe(90);
  expect(ratings).toBe(30);
  expect(await log.counts()).toEqual({ lost: 0, unreadable: 0 });
  const writers = readdirSync(log.folder).flatMap((name) => /\.w(\d+)\./.exec(name)?.[1] ?? []);
  // The test's own log is the first writer, and has written nothing.
  expect(new Set(writers)).toEqual(new Set(['2', '3']));
});
