import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TuneloopError, type ErrorCode } from '@tuneloop/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mutateGguf } from '../../test/mutated/mutate-gguf.ts';
import { mutatePeftConfig, mutateSafetensors, mutatesConfig } from '../../test/mutated/mutate-peft.ts';
import { seeded } from '../../test/mutated/mutant.ts';
import { estimateMemory } from '../models/gguf/estimate-memory.ts';
import { readModelMetadata } from '../models/read-model-metadata.ts';
import { writeTestAdapter, writeTestLanguageModel, writeTestPeftAdapter } from '../testing/index.ts';
import { checkAdapterFits } from './check-adapter.ts';
import { convertAdapter } from './peft/convert-adapter.ts';
import { readAdapter } from './read-adapter.ts';

/** Of each kind; more are read by `test/heavy/mutated-files.ts`. */
const seeds = Array.from({ length: 30 }, (_, seed) => seed);
let folder: string;
const file = (...names: string[]): string => join(folder, ...names);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-mutated-'));
  await writeTestLanguageModel({ path: file('base.gguf') });
  await writeTestAdapter({ base: file('base.gguf'), path: file('lora.gguf') });
  await writeTestPeftAdapter({ base: file('base.gguf'), folder: file('peft') });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Whatever the file is, it is read soon, or refused with a code and with words for a person. */
async function readOrRefuse(what: string, read: () => Promise<unknown>, codes: readonly ErrorCode[]): Promise<boolean> {
  const started = performance.now();
  try {
    JSON.stringify(await read());
    return true;
  } catch (error) {
    expect(TuneloopError.isInstance(error), `${what}: ${String(error)}`).toBe(true);
    expect(codes, `${what}: ${String(error)}`).toContain(TuneloopError.from(error).code);
    return false;
  } finally {
    expect(performance.now() - started, what).toBeLessThan(3000);
  }
}

test('models that are broken', async () => {
  const whole = await readFile(file('base.gguf'));
  const path = file('model.gguf');
  const read: boolean[] = [];
  for (const seed of seeds) {
    const { name, bytes } = mutateGguf(whole, seeded(seed));
    await writeFile(path, bytes);
    const load = async (): Promise<unknown> =>
      estimateMemory(await readModelMetadata(path), { contextSize: 4096, slots: 1 });
    read.push(await readOrRefuse(`${seed}: ${name}`, load, ['MODEL_LOAD_FAILED']));
  }
  expect(read).toContain(false);
  // Bits of names and weights tell nothing to who reads the header.
  expect(read).toContain(true);
});

test('adapters that are broken', async () => {
  const whole = await readFile(file('lora.gguf'));
  const path = file('broken.gguf');
  const read: boolean[] = [];
  for (const seed of seeds) {
    const { name, bytes } = mutateGguf(whole, seeded(seed));
    await writeFile(path, bytes);
    const load = async (): Promise<void> => checkAdapterFits(await readAdapter(path), file('base.gguf'));
    read.push(await readOrRefuse(`${seed}: ${name}`, load, ['ADAPTER_INVALID']));
  }
  expect(read).toContain(false);
});

test('adapters of PEFT that are broken', async () => {
  const config = await readFile(file('peft', 'adapter_config.json'), 'utf8');
  const weights = await readFile(file('peft', 'adapter_model.safetensors'));
  const read: boolean[] = [];
  for (const seed of seeds) {
    const random = seeded(seed);
    const isConfig = mutatesConfig(random);
    const { name, bytes } = isConfig ? mutatePeftConfig(config, random) : mutateSafetensors(weights, random);
    await writeFile(file('peft', 'adapter_config.json'), isConfig ? bytes : config);
    await writeFile(file('peft', 'adapter_model.safetensors'), isConfig ? weights : bytes);
    const convert = (): Promise<void> =>
      convertAdapter({ source: file('peft'), base: file('base.gguf'), output: file('converted.gguf') });
    read.push(await readOrRefuse(`${seed}: ${name}`, convert, ['ADAPTER_INVALID', 'UNSUPPORTED']));
  }
  expect(read).toContain(false);
});
