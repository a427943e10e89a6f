import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CliSandbox } from '../../test/run-cli.ts';

const sandbox = new CliSandbox();
const run = sandbox.call.bind(sandbox);
afterAll(() => sandbox[Symbol.dispose]());

test('what is wrong with the request is said before anything is fetched', async () => {
  const data = join(sandbox.folder, 'rows.jsonl');
  await writeFile(data, '{}\n');
  const cases = [
    [[], 'Say what to train on'],
    [['--data', 'none.jsonl'], 'There is no file'],
    [['--data', data, '--set', 'lora.rang=3'], 'rang'],
  ] as const;
  const results = await Promise.all(cases.map(([args]) => run(['finetune', ...args])));
  expect(results.map(({ code, stdout }) => [code, stdout])).toEqual(cases.map(() => [2, '']));
  expect(results.map(({ stderr }) => stderr)).toEqual(cases.map(([, said]) => expect.stringContaining(said) as string));
});

test('runs are listed, and one that is not there cannot be resumed', async () => {
  const [json, none] = await Promise.all([
    run(['finetune', '--list', '--json']),
    run(['finetune', '--resume', 'run_none']),
  ]);
  expect(JSON.parse(json.stdout)).toEqual({ runs: [] });
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('no training run "run_none"')]);
});
