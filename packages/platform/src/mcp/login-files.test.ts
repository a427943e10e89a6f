import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { createLoginFiles } from './login-files.ts';

const owner = { name: 'tickets', url: 'https://mcp.example/mcp' };

test('a login is kept for one server and URL, for this user alone', async () => {
  await using temporary = await temporaryFolder();
  const folder = join(temporary.path, 'logins');
  const files = createLoginFiles(folder);
  expect(await files.read(owner)).toBeUndefined();
  await files.write(owner, { tokens: { access_token: 'a' } });
  await files.write(owner, { tokens: { access_token: 'b' } });
  expect(await files.read(owner)).toEqual({ tokens: { access_token: 'b' } });
  expect(await files.read({ ...owner, url: 'https://other.example/mcp' })).toBeUndefined();
  expect(await files.read({ ...owner, name: '../tickets' })).toBeUndefined();
  const names = await readdir(folder);
  expect(names).toHaveLength(1);
  expect([(await stat(folder)).mode & 0o777, (await stat(join(folder, names[0]!))).mode & 0o777]).toEqual([
    0o700, 0o600,
  ]);
  await files.write(owner, undefined);
  expect([await files.read(owner), await readdir(folder)]).toEqual([undefined, []]);
});

test('a file that is broken counts as no login; a folder that cannot be written says so', async () => {
  await using temporary = await temporaryFolder();
  const files = createLoginFiles(temporary.path);
  await files.write(owner, {});
  const name = (await readdir(temporary.path)).find((entry) => entry.endsWith('.json'))!;
  await writeFile(join(temporary.path, name), '{"tok');
  expect(await files.read(owner)).toBeUndefined();
  const misplaced = createLoginFiles(join(temporary.path, name, 'below'));
  await expect(misplaced.write(owner, {})).rejects.toMatchObject({ code: 'STORE_FAILED' });
});
