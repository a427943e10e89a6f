import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pythonProjectFolder } from './python-project.ts';

const read = (path: string): string => readFileSync(join(pythonProjectFolder(), path), 'utf8');
const names = (text: string | undefined): string[] =>
  [...(text ?? '').matchAll(/^ +"([\w.-]+)/gm)].map(([, name = '']) => name);

it('an environment without extras has all that a probe asks for', () => {
  const required = names(/^REQUIRED = \(\n([^)]*)\)/m.exec(read('tuneloop_lora/versions.py'))?.[1]);
  const installed = names(/^dependencies = \[\n([^\]]*)\]/m.exec(read('pyproject.toml'))?.[1]);
  expect(required).toContain('torch');
  expect(required.filter((name) => !installed.includes(name))).toEqual([]);
});
