import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { testEngine } from '../testing/index.ts';
import { createScriptedEngine } from './index.ts';

const folder = await mkdtemp(join(tmpdir(), 'tuneloop-adapters-'));
const adapters = [join(folder, 'pirate.txt'), join(folder, 'terse.txt')] as const;
await writeFile(adapters[0], 'pirate');
await writeFile(adapters[1], 'terse');
afterAll(() => rm(folder, { recursive: true, force: true }));

testEngine({
  name: 'scripted',
  engine: () => createScriptedEngine({ queueLimit: 6 }),
  model: { id: 'scripted' },
  samples: false,
  tokenizer: true,
  rerank: true,
  infill: true,
  slotStates: true,
  promptLogprobs: true,
  contextShift: true,
  adapters,
});
