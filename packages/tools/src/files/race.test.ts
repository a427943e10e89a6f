import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createToolPolicy } from '../policy/default-policy.ts';
import { createFileTools } from './file-tools.ts';

const swapper = join(import.meta.dirname, '../../test/swap-process.ts');
const swaps = 10_000;

test.runIf(process.platform === 'linux')(
  'links that are swapped ten thousand times between check and use lead nowhere',
  { timeout: 120_000 },
  async () => {
    const base = realpathSync(mkdtempSync(join(tmpdir(), 'tuneloop-race-')));
    onTestFinished(() => rmSync(base, { recursive: true }));
    const root = join(base, 'root');
    const outside = join(base, 'outside');
    mkdirSync(join(root, 'door'), { recursive: true });
    mkdirSync(outside);
    for (const path of [join(root, 'door', 'x.txt'), join(root, 'file.txt')]) writeFileSync(path, 'inside');
    writeFileSync(join(outside, 'x.txt'), 'OUTSIDE');
    symlinkSync(join(root, 'door'), join(root, 'link'));

    const policy = createToolPolicy({ files: { allowedRoots: [root] } });
    const tools = new Map(createFileTools().map((tool) => [tool.name, tool]));
    const signal = new AbortController().signal;
    const run = (name: string, args: object) => tools.get(name)!.execute(args, { signal, policy });

    const child = spawn(process.execPath, [swapper, root, outside, String(swaps)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill());
    const ended = once(child, 'exit');
    const counts = { success: 0, error: 0 };
    let round = 0;
    while (child.exitCode === null && child.signalCode === null) {
      round += 1;
      const results = await Promise.all([
        run('read_file', { path: join(root, 'door', 'x.txt') }),
        run('read_file', { path: join(root, 'link', 'x.txt') }),
        run('read_file', { path: join(root, 'file.txt') }),
        run('find_in_files', { path: join(root, 'link'), search_text: 'OUTSIDE' }),
        run('list_contents', { path: join(root, 'link') }),
        run('write_file', { path: join(root, 'link', 'written.txt'), lines: [`${round}`] }),
        run('copy_file', {
          source: join(root, 'door', 'x.txt'),
          dest: join(root, 'door', 'copy.txt'),
          overwrite: true,
        }),
        run('delete_file', { path: join(root, 'link', 'x.txt.none') }),
      ]);
      for (const result of results) {
        counts[result.status] += 1;
        const text = JSON.stringify(result);
        expect(text).not.toContain('OUTSIDE');
        expect(text).not.toContain('only-outside');
        if ('matches' in result) expect(result.count).toBe(0);
      }
    }
    expect(await ended).toEqual([0, null]);
    // Both happened, so that the swaps and the calls did meet.
    expect(counts.success).toBeGreaterThan(20);
    expect(counts.error).toBeGreaterThan(20);
    expect(readdirSync(outside)).toEqual(['x.txt']);
    expect(readFileSync(join(outside, 'x.txt'), 'utf8')).toBe('OUTSIDE');
    expect(readFileSync(join(root, 'door', 'copy.txt'), 'utf8')).toBe('inside');
    console.info(`${swaps} swaps against ${round} rounds: ${counts.success} served, ${counts.error} refused`);
  },
);
