import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createToolPolicy } from '../policy/default-policy.ts';
import { readFileTool } from './read-file.ts';

let base: string;
let root: string;

beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'tuneloop-fuzz-')));
  root = join(base, 'root');
  for (const folder of ['root/a/b', 'outside/a']) mkdirSync(join(base, folder), { recursive: true });
  for (const file of ['root/f', 'root/a/f', 'root/a/b/f', 'outside/f', 'outside/a/f', 'root/a/.env']) {
    writeFileSync(join(base, file), file);
  }
  const links = {
    in: 'a',
    deep: 'a/b',
    out: '../outside',
    up: '..',
    self: '.',
    top: '/',
    chain: 'out/a',
    circle: 'circle',
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(root, name));
  symlinkSync('../../outside/f', join(root, 'a', 'g'));
  symlinkSync('../root/a', join(base, 'outside', 'back'));
  return () => rmSync(base, { recursive: true });
});

const step = fc.oneof(
  fc.constantFrom('a', 'b', 'in', 'deep', 'self', '.', ''),
  fc.constantFrom('..', 'out', 'up', 'top', 'chain', 'circle', 'back', 'root', 'outside', 'A', 'nothing'),
);
const end = fc.oneof({ weight: 3, arbitrary: fc.constant('f') }, fc.constantFrom('g', '.env', 'a', '', '..', 'F'));
const way = fc.tuple(fc.array(step, { maxLength: 5 }), end).map(([steps, last]) => [...steps, last]);

const isWithin = (path: string) => path === root || path.startsWith(`${root}/`);

test('whatever way a path takes: what lies within is read, and nothing else', { timeout: 60_000 }, async () => {
  const policy = createToolPolicy({ files: { allowedRoots: [root] } });
  const signal = new AbortController().signal;
  const seen = { served: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(way, async (parts) => {
      const path = `${root}/${parts.join('/')}`;
      const result = await readFileTool.execute({ path }, { signal, policy });
      const real = existsSync(path) ? realpathSync.native(path) : undefined;
      const isLegitimate =
        real !== undefined &&
        isWithin(real) &&
        isWithin(posix.normalize(path)) &&
        real.endsWith('/f') &&
        !path.endsWith('/');
      if (isLegitimate) {
        seen.served += 1;
        expect(result, path).toMatchObject({ status: 'success', content: real.slice(base.length + 1) });
      } else if (result.status === 'success') {
        // A slash behind a file's name is forgiven; what is read must still lie within.
        expect(path.endsWith('/'), path).toBe(true);
        expect(result.content, path).toMatch(/^root\/(?:.*\/)?f$/);
      } else {
        seen.refused += 1;
      }
    }),
    { numRuns: 2000 },
  );
  expect(seen.served).toBeGreaterThan(100);
  expect(seen.refused).toBeGreaterThan(200);
  onTestFinished(() => console.info(`${seen.served} paths served, ${seen.refused} refused`));
});
