import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createToolExecutor } from '../execution/create-tool-executor.ts';
import { loadTools } from './load-tools.ts';

function moduleWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-own-tools-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'own-tool.mjs');
  writeFileSync(file, text);
  return file;
}

const toolText = (name: string) => `{
  name: '${name}',
  description: 'Greet',
  parameters: { type: 'object', properties: { whom: { type: 'string' } }, required: ['whom'] },
  effects: { reads: true, writes: false, network: false, destructive: false, idempotent: true },
  execute: async ({ whom }) => ({ status: 'success', greeting: 'Hello ' + whom }),
}`;

test('tools of a module are found, whatever they are exported as, and run', async () => {
  const file = moduleWith(`
    export const greet = ${toolText('greet')};
    export { greet as default };
    export const more = [${toolText('greet_again')}];
    export const somethingElse = { name: 'x' };
  `);
  const tools = await loadTools([file]);
  expect(tools.map(({ name }) => name).toSorted()).toEqual(['greet', 'greet_again']);
  const executor = createToolExecutor({ tools });
  const call = { id: '1', name: 'greet', arguments: { whom: 'you' } };
  const options = { owner: 'a', signal: new AbortController().signal };
  expect(await executor.execute(call, options)).toEqual({ status: 'success', greeting: 'Hello you' });
  expect(await executor.execute({ ...call, arguments: {} }, options)).toMatchObject({ status: 'error' });
});

test.each([
  ['export const x = 1;', /exports no tool/],
  [`export const x = ${toolText('has space')};`, /exports no tool/],
  ['throw new Error("no database");', /cannot be loaded as a tool: no database/],
  [`export const x = [${toolText('a')}, ${toolText('a')}];`, /Two of your tools are called "a"/],
])('a mistake is said: %s', async (text, message) => {
  await expect(loadTools([moduleWith(text)])).rejects.toThrow(message);
});

test('a module that is not there', async () => {
  await expect(loadTools(['/nowhere/tool.ts'])).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
