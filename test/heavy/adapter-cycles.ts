/**
 * Loads and unloads adapters in the llama.cpp engine, with a request to each, and compares the memory of its process
 * after all cycles with that after five.
 *
 *     node --conditions=@tuneloop/source test/heavy/adapter-cycles.ts [--cycles N]
 *
 * Exits with 1 when it has grown by more than a tenth.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LoadedModel } from '@tuneloop/protocol';
import { createLlamaCppEngine } from '../../packages/runtime/src/llama-cpp/index.ts';
import { writeTestAdapter } from '../../packages/runtime/src/testing/index.ts';
import { embeddedModelPath } from '../../packages/runtime/test/embedded-model-path.ts';

const { values } = parseArgs({ options: { cycles: { type: 'string', default: '100' } } });
const cycles = Number(values.cycles);
if (!Number.isInteger(cycles) || cycles < 6) {
  console.error(`--cycles takes a whole number from 6, not ${values.cycles}.`);
  process.exit(2);
}

const base = await embeddedModelPath();
const folder = await mkdtemp(join(tmpdir(), 'tuneloop-'));
const path = (place: number): string => join(folder, `${place}.gguf`);
// Each is about 6 MB, so that what is not freed shows.
for (const place of [0, 1]) await writeTestAdapter({ base, path: path(place), seed: place + 1, rank: 64 });
await using model = await createLlamaCppEngine({ slots: 4, contextSize: 2048 }).load({ id: 'embedded', path: base });

const memory: number[] = [];
const swapMs: number[] = [];
for (let cycle = 0; cycle < cycles; cycle++) {
  const startedAt = performance.now();
  await model.adapters!.load({ id: `${cycle}`, path: path(cycle % 2) });
  await answer(model, `${cycle}`);
  swapMs.push(performance.now() - startedAt);
  await model.adapters!.unload(`${cycle}`);
  memory.push((await model.status()).memoryBytes!);
}
await rm(folder, { recursive: true, force: true });

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const growth = memory.at(-1)! / memory[4]!;
const median = swapMs.toSorted((a, b) => a - b)[Math.floor(cycles / 2)]!;
console.log(
  `after 5 cycles ${megabytes(memory[4]!)}, after ${cycles} ${megabytes(memory.at(-1)!)}: ${growth.toFixed(3)}`,
);
console.log(`load and first two tokens: median ${median.toFixed(0)} ms, longest ${Math.max(...swapMs).toFixed(0)} ms`);
process.exitCode = growth > 1.1 ? 1 : 0;

async function answer(from: LoadedModel, id: string): Promise<void> {
  const prompt = { type: 'text', text: 'The sea is' } as const;
  const events = from.generate({ prompt, maxTokens: 2, adapters: [{ id, scale: 1 }] });
  for await (const event of events) if (event.type === 'generation-end') return;
}
