import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { AdapterState, RegisteredAdapter } from '@tuneloop/lora';
import { adapterPatterns } from '@tuneloop/platform';
import {
  adapterFormatOf,
  checkAdapterFits,
  convertAdapter,
  isOnnxFolder,
  readAdapter,
  readFittingOnnxAdapter,
  readOnnxAdapter,
  watchAdapters,
  type AdapterMetadata,
  type ModelStore,
  type OnnxAdapterMetadata,
} from '@tuneloop/runtime';
import { findBase } from '../models/find-base.ts';
import { notice, printJson } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatFields, formatTable } from '../terminal/table.ts';
import { formatBytes } from '../terminal/units.ts';

export async function listAdapters(options: { json?: boolean }): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const bases = await ggufPaths(platform.models);
  const patterns = adapterPatterns(platform.config);
  // Version numbers are the server's: this program looks at the files with a memory of its own, and forgets it.
  const cacheFolder = await mkdtemp(join(tmpdir(), 'tuneloop-adapters-'));
  try {
    await using library = await watchAdapters({ patterns, cacheFolder, baseModels: () => bases });
    await using onnx = await watchAdapters({ patterns, cacheFolder: join(cacheFolder, 'onnx'), format: 'onnx' });
    const refused = [...library.refused(), ...onnx.refused()];
    const registered = await platform.adapterRegistry.list();
    const adapters: ListedAdapter[] = await Promise.all([
      ...library.list().map(async ({ name, file, hash, path }) => {
        const { architecture, rank, sizeBytes } = await readAdapter(path);
        const { live, versions } = versionsOf(registered.find((adapter) => adapter.name === name));
        return { name, file, hash, architecture, rank, sizeBytes, live, versions };
      }),
      ...onnx.list().map(async ({ name, file, hash, path }) => {
        const { rank, sizeBytes } = await readOnnxAdapter(path);
        return { name, file, hash, architecture: onnxArchitecture, rank, sizeBytes };
      }),
    ]);
    if (options.json) {
      const unused = registered
        .filter(({ live }) => !live)
        .map((adapter) => ({ name: adapter.name, ...versionsOf(adapter) }));
      printJson({ adapters, refused, unused });
      return;
    }
    if (adapters.length === 0) notice(`There are no adapters in ${patterns.join(', ')}.`);
    else process.stdout.write(`${formatAdapters(adapters)}\n`);
    for (const { name, reason } of refused) notice(`${name} is refused: ${reason}`);
    for (const {
      name,
      versions: [newest],
    } of registered.filter(({ live }) => !live)) {
      notice(`${name} is not live. Its newest version: tuneloop adapters promote ${name}@${newest?.version}`);
    }
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

export async function inspectAdapter(file: string, options: { json?: boolean }): Promise<void> {
  const path = resolve(file);
  const isOnnx = adapterFormatOf(path) === 'onnx';
  const adapter = await (isOnnx ? readOnnxAdapter : readAdapter)(path);
  if (options.json) printJson(adapter);
  else process.stdout.write(`${formatFields('pairs' in adapter ? describe(adapter) : describeOnnx(adapter))}\n`);
}

export async function checkAdapter(file: string, options: { base?: string; json?: boolean }): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const base = await findBase(platform, options.base);
  const path = resolve(file);
  if (adapterFormatOf(path) === 'onnx') await readFittingOnnxAdapter(path, base.path);
  else await checkAdapterFits(await readAdapter(path), base.path);
  if (options.json) printJson({ fits: true, base: base.id });
  else process.stdout.write(`${basename(file)} fits ${base.id}.\n`);
}

export async function convertFolder(
  folder: string,
  options: { base?: string; output?: string; json?: boolean },
): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const base = await findBase(platform, options.base);
  const source = resolve(folder);
  const output = resolve(options.output ?? `${basename(source)}.gguf`);
  await convertAdapter({ source, base: base.path, output });
  const adapter = await readAdapter(output);
  if (options.json) printJson(adapter);
  else process.stdout.write(`${formatFields(describe(adapter))}\n`);
}

/** What PEFT folders may be converted for. */
async function ggufPaths(models: Pick<ModelStore, 'list'>): Promise<string[]> {
  const paths = (await models.list()).map(({ path }) => path);
  const areFolders = await Promise.all(paths.map(isOnnxFolder));
  return paths.filter((_, index) => areFolders[index] !== true);
}

/** What an `.onnx_adapter` is for is not written in it; it is for one folder. */
const onnxArchitecture = 'ONNX';

interface AdapterVersions {
  /** Left out where the registry does not know the adapter. */
  live?: number | undefined;
  versions?: { version: number; state: AdapterState }[] | undefined;
}

interface ListedAdapter extends AdapterVersions {
  name: string;
  file: string;
  hash: string;
  architecture: string;
  rank: number;
  sizeBytes: number;
}

function versionsOf(adapter: RegisteredAdapter | undefined): AdapterVersions {
  if (!adapter) return {};
  const versions = adapter.versions.map(({ version, state }) => ({ version, state }));
  return { ...(adapter.live && { live: adapter.live.version }), versions };
}

function describe({
  path,
  sizeBytes,
  architecture,
  name,
  baseModel,
  rank,
  alpha,
  pairs,
}: AdapterMetadata): [string, string][] {
  return [
    ['File', `${path} (${formatBytes(sizeBytes)})`],
    ['Name', withoutControlCharacters(name ?? 'not given')],
    ['Architecture', withoutControlCharacters(architecture)],
    ['Trained on', withoutControlCharacters(baseModel ?? 'not given')],
    ['Rank', String(rank)],
    ['Alpha', alpha === undefined ? 'not given' : String(alpha)],
    ['Tensors', `${pairs.length} of the model are changed`],
  ];
}

function describeOnnx({ path, sizeBytes, rank, parameters }: OnnxAdapterMetadata): [string, string][] {
  return [
    ['File', `${path} (${formatBytes(sizeBytes)})`],
    ['Rank', String(rank)],
    ['Tensors', `${parameters.length / 2} of the model are changed`],
  ];
}

function formatAdapters(adapters: readonly ListedAdapter[]): string {
  const right = 'right' as const;
  return formatTable(
    [
      { title: 'NAME' },
      { title: 'LIVE' },
      { title: 'CANDIDATES' },
      { title: 'ARCHITECTURE' },
      { title: 'RANK', align: right },
      { title: 'SIZE', align: right },
      { title: 'FILE' },
    ],
    adapters.map(({ name, architecture, rank, sizeBytes, file, live, versions = [] }) => [
      withoutControlCharacters(name),
      live === undefined ? '-' : `@${live}`,
      versions.flatMap(({ version, state }) => (state === 'candidate' ? `@${version}` : [])).join(' ') || '-',
      withoutControlCharacters(architecture),
      String(rank),
      formatBytes(sizeBytes),
      withoutControlCharacters(file),
    ]),
  );
}
