/** From ratings to what `trlx.train` takes: an export, and the loader of ten lines beside this file. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportInteractions, openInteractionLog } from '@tuneloop/rlhf';

const folder = await mkdtemp(join(tmpdir(), 'trlx-'));
try {
  await using log = openInteractionLog({ folder: join(folder, 'log') });
  for (const [id, answer] of [
    ['first', 'Paris.'],
    ['second', 'Berlin.'],
  ] as const) {
    // A server does this for each answer.
    log.append({
      version: 1,
      type: 'interaction',
      interaction: {
        id,
        request: id,
        step: 0,
        choice: 0,
        time: new Date().toISOString(),
        model: 'demo',
        backend: 'scripted',
        adapters: [],
        prompt: { type: 'messages', messages: [{ role: 'user', content: 'What is the capital of France?' }] },
        output: { content: answer },
        settings: {},
        finishReason: 'stop',
        tags: [],
      },
    });
  }
  await log.rate('all', 'first', { thumb: 'up' }, { author: 'ann', source: 'api' });
  await log.rate('all', 'second', { thumb: 'down' }, { author: 'ann', source: 'api' });

  const output = join(folder, 'samples.jsonl');
  const { rows } = await exportInteractions({ log, format: 'trlx-ilql', output });
  assert.equal(rows, 2);

  const program = 'import json, sys; from load import load; print(json.dumps(load(sys.argv[1])))';
  const printed = execFileSync('python3', ['-c', program, output], { cwd: import.meta.dirname, encoding: 'utf8' });
  const { samples, rewards } = JSON.parse(printed) as { samples: [string, string][]; rewards: number[] };
  assert.deepEqual(
    samples.map(([, answer]) => answer),
    ['Paris.', 'Berlin.'],
  );
  assert.deepEqual(rewards, [1, -1]);
  console.log('trlx.train would get', JSON.stringify({ samples, rewards }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
