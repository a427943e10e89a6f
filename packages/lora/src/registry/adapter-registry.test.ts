import { appendFile, copyFile, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAdapter } from '@tuneloop/runtime';
import { writeTestAdapter, writeTestBaseModel, writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAdapterRegistry } from './adapter-registry.ts';
import type { RegisteredVersion } from './adapter-version.ts';
import type { AdapterRegistry } from './registry-contract.ts';

let root: string;
let base: string;
let adaptersFolder: string;
let registry: AdapterRegistry;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tuneloop-registry-'));
  base = join(root, 'base.gguf');
  adaptersFolder = join(root, 'adapters');
  await writeTestBaseModel(base);
  registry = openAdapterRegistry({ folder: join(root, 'registry'), adaptersFolder });
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A file that differs from the others by its seed; its name in the file tells which it is. */
async function adapterFile(seed: number): Promise<string> {
  const path = join(root, `${seed}.gguf`);
  await writeTestAdapter({ base, path, seed, rank: 2 });
  return path;
}

async function addPirate(seed: number, more: object = {}): Promise<RegisteredVersion> {
  return registry.add({ name: 'pirate', file: await adapterFile(seed), ...more });
}

const placed = async (name = 'pirate'): Promise<string | undefined> =>
  (await readAdapter(join(adaptersFolder, `${name}.gguf`))).name;
const states = async (): Promise<string[]> =>
  (await registry.history('pirate')).versions.map(({ version, state }) => `${version} ${state}`);

describe('versions', () => {
  test('are numbered, kept whole, and not live before they are promoted', async () => {
    const peft = join(root, 'output');
    await mkdir(peft);
    await writeFile(join(peft, 'adapter_config.json'), '{}');
    const attachments = { peft, 'README.md': join(root, 'nothing-here') };
    const one = await addPirate(1, {
      attachments,
      run: 'run_1',
      metrics: { loss: 1.5 },
      base: { reference: 'embedded' },
    });
    const two = await addPirate(2, { continuedFrom: { name: 'pirate', version: 1 } });
    expect([one, two]).toMatchObject([
      { version: 1, state: 'candidate', architecture: 'llama', rank: 2, metrics: { loss: 1.5 } },
      { version: 2, continuedFrom: { name: 'pirate', version: 1 } },
    ]);
    expect(await readdir(one.folder)).toEqual(['adapter.gguf', 'peft', 'version.json']);
    expect(JSON.parse(await readFile(join(one.folder, 'version.json'), 'utf8'))).toMatchObject({ sha256: one.sha256 });
    expect(await readdir(adaptersFolder).catch(() => [])).toEqual([]);
    expect(await registry.list()).toMatchObject([{ name: 'pirate', versions: [{ version: 2 }, { version: 1 }] }]);
  });

  test('of one run are one version', async () => {
    const first = await addPirate(1, { run: 'run_1' });
    expect(await addPirate(1, { run: 'run_1' })).toEqual(first);
    expect((await addPirate(1, { run: 'run_2' })).version).toBe(2);
  });

  test.each(['', '.hidden', 'a b', 'a@1', '../x', 'a\u{0}b'])('cannot be called %j', async (name) => {
    await expect(registry.add({ name, file: await adapterFile(1) })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('of a file that is broken or has changed are not kept', async () => {
    const file = await adapterFile(1);
    await expect(registry.add({ name: 'pirate', file, sha256: 'ab'.repeat(32) })).rejects.toMatchObject({
      code: 'ADAPTER_INVALID',
      message: expect.stringContaining('has changed since') as string,
    });
    await writeFile(file, (await readFile(file)).subarray(0, 500));
    await expect(registry.add({ name: 'pirate', file })).rejects.toMatchObject({ code: 'ADAPTER_INVALID' });
    expect(await registry.list()).toEqual([]);
    expect(await readdir(join(root, 'registry', 'versions', 'pirate'))).toEqual([]);
  });

  test('get their numbers one after the other from several who add at once', async () => {
    await Promise.all([1, 2, 3].map((seed) => adapterFile(seed)));
    const others = [1, 2, 3].map((seed) => {
      const other = openAdapterRegistry({ folder: join(root, 'registry'), adaptersFolder });
      return other.add({ name: 'pirate', file: join(root, `${seed}.gguf`) });
    });
    const numbers = (await Promise.all(others)).map(({ version }) => version);
    expect(new Set(numbers)).toEqual(new Set([1, 2, 3]));
    expect(await registry.verify()).toEqual([]);
  });
});

describe('promotion', () => {
  test('puts the file into its place; rolling back goes further back each time', async () => {
    for (const seed of [1, 2, 3]) {
      const { version } = await addPirate(seed);
      await registry.promote('pirate', version, { reason: 'better' });
    }
    expect([await placed(), await states()]).toEqual(['test-3', ['3 live', '2 retired', '1 retired']]);
    expect(await registry.rollback('pirate')).toMatchObject({ live: { version: 2 }, previous: 3 });
    expect(await placed()).toBe('test-2');
    await registry.rollback('pirate', { reason: 'worse' });
    expect([await placed(), await states()]).toEqual(['test-1', ['3 retired', '2 retired', '1 live']]);
    await expect(registry.rollback('pirate')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await registry.promote('pirate', 3);
    await registry.rollback('pirate');
    expect(await placed()).toBe('test-1');
    const { events } = await registry.history('pirate');
    expect(events.filter(({ type }) => type === 'rolled-back')).toMatchObject([
      { from: 3, version: 2 },
      { from: 2, version: 1, reason: 'worse' },
      { from: 3, version: 1 },
    ]);
    expect(await readdir(adaptersFolder)).toEqual(['pirate.gguf']);
  });

  test('of what its gate refused must be forced', async () => {
    await addPirate(1, { refusedBecause: ['win_rate was to be above 0.5, and is 0.4.'] });
    expect(await states()).toEqual(['1 refused']);
    await expect(registry.promote('pirate', 1)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('is 0.4.') as string,
    });
    await registry.promote('pirate', 1, { force: true });
    expect(await states()).toEqual(['1 live']);
  });

  test('is refused for a model that the adapter does not fit, and warns of other weights', async () => {
    const { version } = await addPirate(1, { base: { reference: 'embedded', sha256: 'ab'.repeat(32) } });
    const other = join(root, 'other.gguf');
    await writeTestLanguageModel({ path: other, architecture: 'gemma3' });
    const bases = [{ id: 'other', path: other }];
    await expect(registry.promote('pirate', version, { bases })).rejects.toMatchObject({
      code: 'ADAPTER_INVALID',
      message: expect.stringContaining('does not fit the model other') as string,
    });
    expect(await states()).toEqual(['1 candidate']);
    const served = { id: 'mine', path: base, sha256: 'cd'.repeat(32) };
    const { warnings } = await registry.promote('pirate', version, { bases: [...bases, served] });
    expect(warnings).toEqual([expect.stringContaining('trained on embedded')]);
    const { warnings: none } = await registry.promote('pirate', version, {
      bases: [{ ...served, sha256: 'ab'.repeat(32) }],
    });
    expect(none).toEqual([]);
  });

  test('may be for requests that choose no adapter', async () => {
    const { version } = await addPirate(1);
    expect(await registry.promote('pirate', version, { defaultScale: 0.5 })).toMatchObject({ defaultScale: 0.5 });
    expect(await registry.list()).toMatchObject([{ name: 'pirate', defaultScale: 0.5 }]);
    await registry.setDefault('pirate', 0);
    expect(await registry.list()).toMatchObject([{ defaultScale: 0 }]);
    await expect(registry.setDefault('pirate', Number.NaN)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('keeps a file that somebody has put there by hand', async () => {
    await mkdir(adaptersFolder);
    await writeTestAdapter({ base, path: join(adaptersFolder, 'pirate.gguf'), seed: 9, rank: 2 });
    expect((await addPirate(1)).version).toBe(2);
    expect(await states()).toEqual(['2 candidate', '1 live']);
    await registry.promote('pirate', 2);
    await writeTestAdapter({ base, path: join(adaptersFolder, 'pirate.gguf'), seed: 10, rank: 2 });
    await registry.rollback('pirate');
    expect(await placed()).toBe('test-1');
    expect(await states()).toEqual(['3 retired', '2 live', '1 retired']);
    // As if by hand.
    await copyFile((await registry.find('pirate', 3)).file, join(adaptersFolder, 'pirate.gguf'));
    expect(await registry.adopt('pirate')).toMatchObject({ version: 3, state: 'live' });
    expect(await registry.adopt('pirate')).toBeUndefined();
  });
});

test('a retired adapter means nothing until it is rolled back', async () => {
  await addPirate(1);
  await registry.promote('pirate', 1);
  await registry.retire('pirate');
  expect(await readdir(adaptersFolder)).toEqual([]);
  await expect(registry.find('pirate')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await registry.rollback('pirate');
  expect(await placed()).toBe('test-1');
});

test('removes any version but the live one, and gives no number twice', async () => {
  for (const seed of [1, 2]) await addPirate(seed);
  await registry.promote('pirate', 1);
  await expect(registry.remove('pirate', 1)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  await registry.remove('pirate', 2);
  expect(await readdir(join(root, 'registry', 'versions', 'pirate'))).toEqual(['1']);
  expect((await addPirate(3)).version).toBe(3);
  await expect(registry.promote('pirate', 2)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('There are: 3, 1') as string,
  });
});

describe('after a crash', () => {
  const journal = (): string => join(root, 'registry', 'journal.jsonl');

  test('a promotion that was written down is finished by whoever reads next', async () => {
    for (const seed of [1, 2]) await addPirate(seed);
    await registry.promote('pirate', 1);
    const entry = { type: 'promoted', at: new Date().toISOString(), name: 'pirate', version: 2 };
    await appendFile(journal(), `${JSON.stringify(entry)}\n`);
    await writeFile(join(adaptersFolder, '.pirate.x.part'), 'half');
    expect(await states()).toEqual(['2 live', '1 retired']);
    expect(await placed()).toBe('test-2');
    expect(await readdir(adaptersFolder)).toEqual(['pirate.gguf']);
  });

  test('half a line and half a version are as if they had never been', async () => {
    await addPirate(1);
    await appendFile(journal(), '{"type":"promoted","name":"pir');
    const stray = join(root, 'registry', 'versions', 'pirate', '2');
    await mkdir(stray);
    await writeFile(join(stray, 'adapter.gguf'), 'half');
    expect(await states()).toEqual(['1 candidate']);
    expect((await addPirate(2)).version).toBe(2);
    expect(await registry.verify()).toEqual([]);
    expect(await states()).toEqual(['2 candidate', '1 candidate']);
  });

  test('a damaged line in the middle is told with its number', async () => {
    await addPirate(1);
    await appendFile(journal(), 'nonsense\n');
    await expect(registry.list()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining('Line 2') as string,
    });
  });
});

test('verifying tells of damaged, missing and foreign files; a damaged one does not go live', async () => {
  for (const seed of [1, 2, 3]) await addPirate(seed);
  await registry.promote('pirate', 1);
  const [three, two] = (await registry.history('pirate')).versions;
  await rm(three!.file);
  await writeFile(two!.file, 'damaged');
  await writeTestAdapter({ base, path: join(adaptersFolder, 'pirate.gguf'), seed: 4, rank: 2 });
  const messages = (await registry.verify()).map(({ message }) => message);
  expect(messages).toEqual([
    expect.stringContaining('pirate@2 is damaged'),
    expect.stringContaining('pirate@3 has no file'),
    expect.stringContaining('another adapter than pirate@1'),
  ]);
  await expect(registry.promote('pirate', 2)).rejects.toMatchObject({ code: 'STORE_FAILED' });
  expect(await placed()).toBe('test-4');
});

test('an adapters folder that cannot be written is named, and nothing is live', async () => {
  await symlink(join(root, 'unmounted'), adaptersFolder, 'junction');
  await addPirate(1);
  await expect(registry.promote('pirate', 1)).rejects.toMatchObject({
    code: 'STORE_FAILED',
    message: expect.stringContaining(`The adapters in ${adaptersFolder} cannot be read or written`),
  });
  expect(await states()).toEqual(['1 candidate']);
});

test('others are told of a change', async () => {
  await addPirate(1);
  const { promise, resolve } = Promise.withResolvers<string>();
  const stop = registry.watch(() => resolve('told'));
  let told: string | undefined;
  // When looking begins is nobody's promise.
  for (let scale = 1; told === undefined && scale < 100; scale += 1) {
    await registry.setDefault('pirate', scale);
    told = (await Promise.race([promise, sleep(50)])) ?? undefined;
  }
  stop();
  expect(told).toBe('told');
});
