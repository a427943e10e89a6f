import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createToolPolicy } from '../policy/default-policy.ts';
import type { ToolPolicyInput } from '../policy/tool-policy.ts';
import { sandboxRules, type LiteralPath, type SandboxRules } from './sandbox-rules.ts';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'tuneloop-rules-')));
  await mkdir(join(folder, 'work/sub/.git/objects'), { recursive: true });
  await mkdir(join(folder, 'work/sub/.git/refs'));
  await mkdir(join(folder, 'reference'));
  await mkdir(join(folder, 'work/data'));
  await Promise.all(
    [
      'work/.env',
      'work/.env.example',
      'work/sub/Server.KEY',
      'work/sub/.git/HEAD',
      'work/a.txt',
      'reference/b.txt',
    ].map((name) => writeFile(join(folder, name), '')),
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const pathsOf = (list: readonly LiteralPath[]): string[] => {
  expect(list.every(({ literal }) => literal)).toBe(true);
  return list.map(({ path }) => path).toSorted();
};

async function rulesOf(input: ToolPolicyInput = {}, cwd = 'work'): Promise<SandboxRules> {
  const files = { allowedRoots: [join(folder, 'work')], ...input.files };
  const policy = createToolPolicy({ ...input, files });
  return sandboxRules(policy, join(folder, cwd), ['/usr/share'], new AbortController().signal);
}

it('shows the roots and programs, hides secrets in them, and lets nobody change what git runs', async () => {
  const rules = await rulesOf({
    files: { readOnlyRoots: [join(folder, 'reference')], protectedPaths: [join(folder, 'work/data')] },
  });
  const hidden = ['work/.env', 'work/data', 'work/sub/Server.KEY'].map((name) => join(folder, name));
  expect(pathsOf(rules.denyRead)).toEqual(['/', ...hidden].toSorted());
  expect(pathsOf(rules.allowRead)).toEqual(
    expect.arrayContaining(['/usr', '/usr/share', join(folder, 'reference'), join(folder, 'work')]),
  );
  expect(pathsOf(rules.allowRead)).not.toEqual(expect.arrayContaining(['/etc']));
  expect(pathsOf(rules.allowWrite)).toEqual([join(folder, 'work')]);
  expect(pathsOf(rules.denyWrite)).toEqual(
    [
      ...hidden,
      join(folder, 'reference'),
      join(folder, 'work/sub/.git/config'),
      join(folder, 'work/sub/.git/hooks'),
    ].toSorted(),
  );
});

it('takes roots for what they lead to', async () => {
  await symlink(join(folder, 'work'), join(folder, 'link'));
  const { allowWrite } = await rulesOf({ files: { allowedRoots: [join(folder, 'link')] } });
  expect(pathsOf(allowWrite)).toEqual([join(folder, 'work')]);
});

it('writes in the folder of the command alone where the policy names no root', async () => {
  const { allowWrite, allowRead } = await rulesOf({ files: { allowedRoots: undefined } }, 'reference');
  expect(pathsOf(allowWrite)).toEqual([join(folder, 'reference')]);
  expect(pathsOf(allowRead)).not.toContain(join(folder, 'work'));
});

it('runs nothing where secrets cannot be told or hidden', async () => {
  await expect(rulesOf({ files: { maxEntries: 3 } })).rejects.toMatchObject({
    code: 'TOOL_DENIED',
    message: expect.stringContaining('files.maxEntries') as string,
  });
  await Promise.all(Array.from({ length: 1001 }, (_, index) => writeFile(join(folder, `work/${index}.pem`), '')));
  await expect(rulesOf()).rejects.toMatchObject({
    code: 'TOOL_DENIED',
    message: expect.stringContaining('1000') as string,
  });
});
