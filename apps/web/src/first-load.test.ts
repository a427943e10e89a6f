import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { beforeAll, expect, test, vi } from 'vitest';

const app = join(import.meta.dirname, '..');
const limitBytes = 250_000;

let chunks: Rolldown.OutputChunk[];
let page: string;

beforeAll(async () => {
  // React's own checks are left out by it.
  vi.stubEnv('NODE_ENV', 'production');
  const built = (await build({
    root: app,
    configFile: join(app, 'vite.config.ts'),
    logLevel: 'silent',
    mode: 'production',
    build: { write: false },
  })) as Rolldown.RolldownOutput;
  chunks = built.output.filter((output) => output.type === 'chunk');
  const html = built.output.find(({ fileName }) => fileName === 'index.html') as Rolldown.OutputAsset;
  page = String(html.source);
}, 120_000);

test('the chat page begins with less than 250 kB of compressed JavaScript', () => {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const first = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const name of first) for (const imported of byName.get(name)?.imports ?? []) first.add(imported);
  const bytes = [...first].map((name) => gzipSync(byName.get(name)!.code).byteLength);
  const total = bytes.reduce((sum, size) => sum + size, 0);
  console.info(`${Math.round(total / 1000)} kB in ${bytes.length} files`);
  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThan(limitBytes);
});

test('nothing in the page is inline', () => {
  expect(page).not.toMatch(/<script>|<style|style="|\son\w+="/);
  expect(page).toContain('content="{{privacy}}"');
});

test('no source makes HTML of text', async () => {
  const own = chunks.flatMap(({ moduleIds }) => moduleIds).filter((id) => id.startsWith(join(app, 'src')));
  expect(own.length).toBeGreaterThan(20);
  const sources = await Promise.all(own.map((id) => readFile(id.replace(/\?.*$/, ''), 'utf8')));
  expect(sources.join('\n')).not.toMatch(/dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write|eval\(/);
});
