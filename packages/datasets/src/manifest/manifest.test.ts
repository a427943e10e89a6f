import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeRows } from '../files/write-rows.ts';
import { createIdDigest, readManifestFiles, writeDatasetManifest, type DatasetManifest } from './manifest.ts';
import { verifyManifest } from './verify-manifest.ts';

async function dataset(): Promise<{ folder: string; path: string; manifest: DatasetManifest }> {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-manifest-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files: DatasetManifest['files'] = [];
  for (const name of ['a.train.jsonl.gz', 'a.test.jsonl.gz']) {
    const { rows, bytes, sha256 } = await writeRows(join(folder, name), [{ text: name }, { text: 'x' }]);
    files.push({ name, rows, bytes, sha256, split: name.split('.')[1] });
  }
  const digest = createIdDigest();
  digest.add('x');
  const manifest: DatasetManifest = {
    version: 1,
    name: 'a',
    files,
    sources: [{ name: 'log', sha256: 'f'.repeat(64) }],
    sourceIds: digest.finish(),
    filters: { minScore: 4 },
    options: { format: 'sft' },
    versions: { '@tuneloop/datasets': '0.1.0' },
    counts: { read: 5, written: 4, leftOut: { empty: 1 } },
  };
  const path = join(folder, 'a.manifest.json');
  await writeDatasetManifest(path, manifest);
  return { folder, path, manifest };
}

test('what is whole verifies; the manifest is plain JSON', async () => {
  const { path, manifest } = await dataset();
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(manifest);
  expect(await readManifestFiles(path)).toEqual(manifest.files);
  const seen: number[] = [];
  expect(await verifyManifest(path, { countRows: true, onProgress: ({ bytes }) => seen.push(bytes) })).toEqual([]);
  expect(seen.at(-1)).toBe(manifest.files[0]!.bytes + manifest.files[1]!.bytes);
});

test('what is missing, longer, changed or miscounted is named', async () => {
  const { folder, path, manifest } = await dataset();
  const [first, second] = manifest.files.map(({ name }) => join(folder, name)) as [string, string];
  appendFileSync(first, 'x');
  rmSync(second);
  expect((await verifyManifest(path)).map(({ problem }) => problem)).toEqual(['size', 'missing']);

  const content = readFileSync(first).subarray(0, -1);
  content[content.length - 1]! ^= 1;
  writeFileSync(first, content);
  expect((await verifyManifest(path)).map(({ problem }) => problem)).toEqual(['hash', 'missing']);

  const written = await writeRows(first, [{ text: 'x' }]);
  const { bytes, sha256 } = written;
  const files = [{ ...manifest.files[0]!, bytes, sha256 }];
  await writeDatasetManifest(path, { ...manifest, files });
  expect(await verifyManifest(path)).toEqual([]);
  expect((await verifyManifest(path, { countRows: true }))[0]).toMatchObject({ problem: 'rows' });
});

test('what is no manifest is refused, and so are files elsewhere', async () => {
  const { folder, path, manifest } = await dataset();
  await expect(verifyManifest(join(folder, 'none.json'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  for (const content of [
    '',
    '{}',
    '{"files":[]}',
    JSON.stringify({ files: [{ ...manifest.files[0]!, name: '../x' }] }),
  ]) {
    writeFileSync(path, content);
    await expect(verifyManifest(path)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  }
});
