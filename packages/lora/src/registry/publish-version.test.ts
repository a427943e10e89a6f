import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashFile } from '@tuneloop/runtime';
import { writeTestAdapter, writeTestBaseModel } from '@tuneloop/runtime/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runFolder } from '../run/run-folder.ts';
import type { ConvertResult, GateResult } from '../run/step-results.ts';
import { openAdapterRegistry } from './adapter-registry.ts';
import { publishVersion, type PublishVersionOptions } from './publish-version.ts';
import type { AdapterRegistry } from './registry-contract.ts';

let root: string;
let registry: AdapterRegistry;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tuneloop-publish-'));
  await writeTestBaseModel(join(root, 'base.gguf'));
  registry = openAdapterRegistry({ folder: join(root, 'registry'), adaptersFolder: join(root, 'adapters') });
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** What the steps of a run have left in its folder. */
async function finishedRun(id: string, seed: number): Promise<Omit<PublishVersionOptions, 'promote'>> {
  const run = runFolder(join(root, id));
  await mkdir(run.output, { recursive: true });
  await writeFile(join(run.output, 'adapter_config.json'), '{}');
  await writeFile(run.modelCard, '# Pirate');
  const file = run.adapter;
  await writeTestAdapter({ base: join(root, 'base.gguf'), path: file, seed, rank: 2 });
  const convert: ConvertResult = {
    file,
    kind: 'adapter',
    method: 'direct',
    sha256: await hashFile(file),
    sizeBytes: 1,
  };
  return { registry, name: 'pirate', run, convert, base: { reference: 'embedded' } };
}

const gate = (passed: boolean): GateResult => ({ passed, rule: 'win_rate > 0.5', reasons: ['win_rate is 0.4.'] });

test('what passes its gate goes live with what belongs to it, once', async () => {
  const evaluation = { metrics: { win_rate: 0.7 }, counts: {}, before: 'base', after: 'pirate' };
  const options = { ...(await finishedRun('run_1', 1)), evaluation, gate: gate(true), promote: true };
  expect(await publishVersion(options)).toEqual({ name: 'pirate', version: 1, live: true });
  expect(await publishVersion(options)).toEqual({ name: 'pirate', version: 1, live: true });
  const { live, versions, events } = await registry.history('pirate');
  expect(versions.length).toBe(1);
  expect(live).toMatchObject({ run: 'run_1', metrics: { win_rate: 0.7 }, base: { reference: 'embedded' } });
  expect(await readdir(live!.folder)).toEqual(['README.md', 'adapter.gguf', 'peft', 'version.json']);
  expect(events).toMatchObject([
    { type: 'added' },
    { type: 'promoted', reason: 'Its gate let it pass: win_rate > 0.5.' },
    { type: 'placed' },
  ]);
});

test('what its gate refuses is kept with the reasons, and the old one stays', async () => {
  await publishVersion({ ...(await finishedRun('run_1', 1)), promote: true });
  const refused = await publishVersion({ ...(await finishedRun('run_2', 2)), gate: gate(false), promote: true });
  expect(refused).toEqual({ name: 'pirate', version: 2, live: false, reason: 'win_rate is 0.4.' });
  const { versions } = await registry.history('pirate');
  expect(versions).toMatchObject([
    { version: 2, state: 'refused' },
    { version: 1, state: 'live' },
  ]);
});

test('publishing again does not take back what people decided since', async () => {
  const first = { ...(await finishedRun('run_1', 1)), promote: true };
  await publishVersion(first);
  await publishVersion({ ...(await finishedRun('run_2', 2)), promote: true });
  expect(await publishVersion(first)).toMatchObject({ version: 1, live: false });
  expect((await registry.find('pirate')).version).toBe(2);
});

test('a candidate waits to be promoted; a whole model is no adapter', async () => {
  const options = await finishedRun('run_1', 1);
  expect(await publishVersion({ ...options, promote: false })).toMatchObject({ version: 1, live: false });
  const convert: ConvertResult = { ...options.convert, kind: 'model' };
  await expect(publishVersion({ ...options, convert, promote: true })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
  });
});
