import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { baseModelBytes } from '../../../test/gguf/llama-base.ts';
import { writeLora } from '../../../test/gguf/lora-file.ts';
import { writeTestOnnxAdapter } from '../../testing/adapters/onnx-adapter.ts';
import { writeTestPeftAdapter } from '../../testing/adapters/peft-adapter.ts';
import { writeTestGenaiFolder } from '../../testing/models/genai-folder.ts';
import { splitAdapterPatterns } from './adapter-pattern.ts';
import { readAdapter } from '../read-adapter.ts';
import type { AdapterLibraryChange, WatchedAdapters } from './stored-adapter.ts';
import { watchAdapters, type WatchAdaptersOptions } from './watch-adapters.ts';

let root: string;
let folder: string;
let cacheFolder: string;
let drafts = 0;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'library-'));
  folder = join(root, 'loras');
  cacheFolder = join(root, 'cache');
  await mkdir(folder);
});
afterEach(async () => {
  await library?.[Symbol.asyncDispose]();
  library = undefined;
  await rm(root, { recursive: true, force: true });
});

let library: WatchedAdapters | undefined;
const changes: AdapterLibraryChange[] = [];

async function watch(options: Partial<WatchAdaptersOptions> = {}): Promise<WatchedAdapters> {
  await library?.[Symbol.asyncDispose]();
  library = await watchAdapters({ patterns: [folder], cacheFolder, ...options });
  changes.length = 0;
  library.watch((change) => changes.push(change));
  return library;
}

/** Writes beside and renames into place, as careful programs do. */
async function put(name: string, fill = 1): Promise<void> {
  const draft = join(root, `draft-${(drafts += 1)}`);
  await writeLora(draft, { fill });
  await rename(draft, join(folder, name));
}

const soon = { timeout: 5000, interval: 5 };
const names = (): string[] => (library?.list() ?? []).map(({ name, version }) => `${name}@${version}`);
const expectNames = (...expected: string[]): Promise<void> => expect.poll(names, soon).toEqual(expected);

it('takes what is there at the start, under the hash of its content', async () => {
  await put('pirate.gguf');
  const { list } = await watch();
  const [adapter] = list();
  expect(adapter).toEqual({
    name: 'pirate',
    version: 1,
    hash: expect.stringMatching(/^[\da-f]{64}$/),
    path: join(cacheFolder, `${adapter?.hash}.gguf`),
    file: join(folder, 'pirate.gguf'),
  });
  expect(await readFile(adapter!.path)).toEqual(await readFile(adapter!.file));
});

it('follows added, replaced, renamed and removed files', async () => {
  await watch();
  await put('pirate.gguf', 1);
  await expectNames('pirate@1');
  await put('pirate.gguf', 2);
  await expectNames('pirate@2');
  expect(library?.versions('pirate').map(({ version }) => version)).toEqual([2, 1]);
  await rename(join(folder, 'pirate.gguf'), join(folder, 'poet.gguf'));
  await expectNames('poet@1');
  await rm(join(folder, 'poet.gguf'));
  await expectNames();
  expect(library?.versions('poet')).toEqual([]);
  const told = changes.map(({ type, name }) => `${type} ${name}`);
  expect(told.slice(0, 2)).toEqual(['added pirate', 'changed pirate']);
  expect(told.slice(2, 4).toSorted()).toEqual(['added poet', 'removed pirate']);
  expect(told.slice(4)).toEqual(['removed poet']);
});

it('keeps the old content for who uses it when the file is overwritten in place', async () => {
  await put('pirate.gguf', 1);
  await watch();
  const old = library!.list()[0]!;
  const content = await readFile(old.path);
  await writeLora(join(root, 'other.gguf'), { fill: 2 });
  await copyFile(join(root, 'other.gguf'), join(folder, 'pirate.gguf'));
  await expectNames('pirate@2');
  expect(await readFile(old.path)).toEqual(content);
});

it('numbers go on after a restart, and an unchanged file keeps its own', async () => {
  await put('pirate.gguf', 1);
  await watch();
  await put('pirate.gguf', 2);
  await expectNames('pirate@2');
  await watch();
  expect(names()).toEqual(['pirate@2']);
  await put('pirate.gguf', 1);
  await expectNames('pirate@3');
  // What it still writes comes before the damage.
  await library?.[Symbol.asyncDispose]();
  await writeFile(join(cacheFolder, 'versions.json'), '{ damaged');
  await watch();
  expect(names()).toEqual(['pirate@1']);
});

it('keeps as many versions as it is told, on the disk as well', async () => {
  await watch({ keptVersions: 2 });
  for (const fill of [1, 2, 3]) {
    await put('pirate.gguf', fill);
    await expectNames(`pirate@${fill}`);
  }
  expect(library?.versions('pirate').map(({ version }) => version)).toEqual([3, 2]);
  await watch({ keptVersions: 2 });
  expect((await readdir(cacheFolder)).filter((name) => name.endsWith('.gguf'))).toHaveLength(2);
});

describe('a file that is not complete', () => {
  it('is waited for while it is written, piece by piece', async () => {
    await watch();
    await writeLora(join(root, 'whole'), { fill: 3 });
    const whole = await readFile(join(root, 'whole'));
    const target = join(folder, 'slow.gguf');
    for (let length = 0; length < whole.length; length += 400) {
      await writeFile(target, whole.subarray(0, length));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await writeFile(target, whole);
    await expectNames('slow@1');
    await expect.poll(() => changes, soon).toEqual([{ type: 'added', name: 'slow' }]);
  });

  it('is refused when nobody goes on writing, and taken when somebody does', async () => {
    await watch();
    await put('stuck.gguf', 4);
    await truncate(join(folder, 'stuck.gguf'), 900);
    await expect
      .poll(() => library?.refused(), soon)
      .toEqual([{ name: 'stuck', file: join(folder, 'stuck.gguf'), reason: expect.stringContaining('is truncated') }]);
    await put('stuck.gguf', 4);
    await expect.poll(() => library?.refused(), soon).toEqual([]);
    await expectNames('stuck@1');
  });
});

describe('refuses, and says so', () => {
  it('what is no adapter; the version before stays', async () => {
    await put('pirate.gguf');
    await watch();
    await writeFile(join(folder, 'pirate.gguf'), 'not a GGUF file');
    await expect
      .poll(() => changes, soon)
      .toEqual([{ type: 'refused', name: 'pirate', reason: expect.stringContaining('is not a GGUF file') }]);
    expect(names()).toEqual(['pirate@1']);
    expect(await readAdapter(library!.list()[0]!.path)).toMatchObject({ name: 'Pirate' });
  });

  it('names that requests cannot say, and names that are taken', async () => {
    await put('a b.gguf');
    await put('x@y.gguf');
    await mkdir(join(folder, 'sub'));
    await put('same.gguf', 1);
    await put('sub/same.gguf', 2);
    await watch({ patterns: [join(folder, '**')] });
    expect(names()).toEqual(['same@1']);
    const reasons = library?.refused().map(({ reason }) => reason.replaceAll(folder, ''));
    expect(reasons).toEqual([
      expect.stringContaining('cannot be named in requests'),
      expect.stringContaining('has the same name as'),
      expect.stringContaining('cannot be named in requests'),
    ]);
    const { file } = library!.list()[0]!;
    await rm(file);
    await expect.poll(() => library?.list()[0]?.file, soon).not.toBe(file);
    await expectNames('same@2');
  });

  it('files and folders that cannot be read', async () => {
    // Root may read anything but a link to itself.
    await symlink(join(folder, 'circle.gguf'), join(folder, 'circle.gguf'));
    await symlink(join(root, 'round'), join(root, 'round'));
    await watch({ patterns: [folder, join(root, 'round')] });
    expect(library?.refused()).toEqual([
      { name: 'circle', file: join(folder, 'circle.gguf'), reason: expect.stringContaining('cannot be read (ELOOP)') },
      {
        name: join(root, 'round'),
        file: join(root, 'round'),
        reason: expect.stringContaining('cannot be read (ELOOP)'),
      },
    ]);
  });
});

it('follows those of ONNX Runtime beside the others, each format for itself', async () => {
  const model = join(root, 'model');
  await writeTestGenaiFolder({ folder: model, adapterSlots: true });
  const path = join(folder, 'pirate.onnx_adapter');
  await writeTestOnnxAdapter({ model, path });
  await put('pirate.gguf');
  await watch({ format: 'onnx', keptVersions: 1 });
  expect(names()).toEqual(['pirate@1']);
  const { hash, path: stored, file } = library!.list()[0]!;
  expect([stored, file]).toEqual([join(cacheFolder, `${hash}.onnx_adapter`), path]);
  const whole = await readFile(path);
  await writeFile(path, whole.subarray(0, whole.length / 2));
  await expect
    .poll(() => library?.refused(), soon)
    .toMatchObject([{ reason: expect.stringContaining('is truncated') }]);
  expect(names()).toEqual(['pirate@1']);
  await writeTestOnnxAdapter({ model, path, seed: 2 });
  await expectNames('pirate@2');
  await watch({ format: 'onnx', patterns: [path] });
  expect(names()).toEqual(['pirate@2']);
  expect((await readdir(cacheFolder)).filter((name) => name.endsWith('.onnx_adapter'))).toHaveLength(1);
  await watch();
  expect(library?.list().map((adapter) => adapter.file)).toEqual([join(folder, 'pirate.gguf')]);
  expect(library?.refused()).toEqual([]);
});

it('takes many at once', async () => {
  await watch();
  const all = Array.from({ length: 40 }, (_, index) => `many-${String(index).padStart(2, '0')}`);
  await Promise.all(all.map((name, index) => put(`${name}.gguf`, index)));
  await expect.poll(names, soon).toEqual(all.map((name) => `${name}@1`));
});

it('follows links to files, and to others when they are changed', async () => {
  await writeLora(join(root, 'one.gguf'), { fill: 1 });
  await writeLora(join(root, 'two.gguf'), { fill: 2 });
  await symlink(join(root, 'one.gguf'), join(folder, 'linked.gguf'));
  await watch();
  expect(names()).toEqual(['linked@1']);
  await symlink(join(root, 'two.gguf'), join(root, 'link'));
  await rename(join(root, 'link'), join(folder, 'linked.gguf'));
  await expectNames('linked@2');
});

it('outlives its folder: gone, it has none; back, it has them again', async () => {
  await put('pirate.gguf');
  await watch();
  await rename(folder, join(root, 'away'));
  await expectNames();
  await rename(join(root, 'away'), folder);
  await expectNames('pirate@1');
  await put('poet.gguf', 2);
  await expect.poll(names, soon).toEqual(['pirate@1', 'poet@1']);
});

it('watches folders that come later', async () => {
  await watch({ patterns: [join(root, 'later', '*.gguf')] });
  expect(names()).toEqual([]);
  await mkdir(join(root, 'later'));
  await writeLora(join(root, 'later', 'late.gguf'));
  await expectNames('late@1');
});

it('knows several patterns, globs and single files', async () => {
  await put('a-one.gguf', 1);
  await put('a-two.gguf', 2);
  await put('b-one.gguf', 3);
  await put('c.gguf', 4);
  await writeFile(join(folder, 'readme.txt'), 'no adapter');
  await writeFile(join(folder, '.a-draft.gguf'), 'not yet');
  const text = [join(folder, 'a-*.gguf'), ` ${join(folder, 'c.gguf')}`].join(delimiter);
  expect(splitAdapterPatterns(`${text},,x`)).toEqual([join(folder, 'a-*.gguf'), join(folder, 'c.gguf'), 'x']);
  await watch({ patterns: splitAdapterPatterns(text) });
  expect(names()).toEqual(['a-one@1', 'a-two@1', 'c@1']);
  await watch();
  expect(names()).toHaveLength(4);
  expect(library?.refused()).toEqual([]);
});

describe('a PEFT folder', () => {
  it('is converted for the base model that it fits, again when it changes', async () => {
    const base = join(root, 'base.gguf');
    const other = join(root, 'other.gguf');
    await writeFile(base, baseModelBytes());
    await writeFile(other, baseModelBytes('qwen3', { 'qwen3.attention.head_count': 4 }));
    const bases: string[] = [];
    await writeTestPeftAdapter({ base, folder: join(folder, 'trained') });
    await watch({ baseModels: () => bases });
    expect(library?.refused()).toMatchObject([
      { name: 'trained', reason: expect.stringContaining('no base model yet') },
    ]);
    bases.push(base);
    await library?.refresh();
    expect(names()).toEqual(['trained@1']);
    expect(await readAdapter(library!.list()[0]!.path)).toMatchObject({ architecture: 'llama', rank: 4 });
    await writeTestPeftAdapter({ base, folder: join(folder, 'trained'), seed: 2 });
    await expectNames('trained@2');
    await rm(join(folder, 'trained'), { recursive: true });
    await expectNames();
  });

  it('is waited for until its weights are there', async () => {
    const base = join(root, 'base.gguf');
    await writeFile(base, baseModelBytes());
    const source = join(root, 'source');
    await writeTestPeftAdapter({ base, folder: source });
    await watch({ baseModels: () => [base] });
    await mkdir(join(folder, 'copied'));
    await copyFile(join(source, 'adapter_config.json'), join(folder, 'copied', 'adapter_config.json'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([...names(), ...changes]).toEqual([]);
    await copyFile(join(source, 'adapter_model.safetensors'), join(folder, 'copied', 'adapter_model.safetensors'));
    await expectNames('copied@1');
  });
});

it('ends by its signal, and refuses senseless options', async () => {
  const ending = new AbortController();
  await watch({ signal: ending.signal });
  ending.abort();
  await put('late.gguf');
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(names()).toEqual([]);
  await expect(watchAdapters({ patterns: [], cacheFolder })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  await expect(watch({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
  library = undefined;
  await writeFile(join(root, 'file'), '');
  await expect(watchAdapters({ patterns: [folder], cacheFolder: join(root, 'file') })).rejects.toMatchObject({
    code: 'STORE_FAILED',
  });
});

it('is there soon after the file is complete', async () => {
  await watch();
  const times: number[] = [];
  for (let index = 0; index < 12; index += 1) {
    const startedAt = performance.now();
    await put('swap.gguf', index + 1);
    await expect.poll(names, { timeout: 5000, interval: 2 }).toEqual([`swap@${index + 1}`]);
    times.push(performance.now() - startedAt);
  }
  // Generous for a busy machine: it is some 60 ms on an idle one.
  expect(times.toSorted((a, b) => a - b)[5]).toBeLessThan(300);
  if (process.env['SHOW_TIMES']) console.log(times.map(Math.round));
});
