import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { workspaceRoot } from '../packages/workspace.ts';

const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: workspaceRoot, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);

it('finds the documents', () => {
  expect(documents).toContain('README.md');
});

it.each(documents)('%s links to what is there', (document) => {
  const text = withoutCode(readFileSync(join(workspaceRoot, document), 'utf8'));
  const broken = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !resolves(document, target));
  expect(broken).toEqual([]);
});

function resolves(document: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? document : join(dirname(document), path);
  const absolute = join(workspaceRoot, file);
  if (!existsSync(absolute)) return false;
  return anchor === undefined || !file.endsWith('.md') || anchorsOf(readFileSync(absolute, 'utf8')).has(anchor);
}

/** As GitHub makes them from headings. */
function anchorsOf(text: string): Set<string> {
  const headings = [...withoutCode(text).matchAll(/^#+ +(.+)$/gm)].map(([, heading]) => heading!);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    ),
  );
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```.*?^```/gms, '');
}
