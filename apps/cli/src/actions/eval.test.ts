import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { captureOutput } from '../../test/capture-output.ts';
import { startScriptedServer } from '../../test/scripted-server.ts';
import { evaluateOn } from '../evaluation/evaluate-on.ts';
import { evaluateModel, finish } from './eval.ts';

const never = new AbortController().signal;

/** What the scripted engine says with an adapter begins with the file's first line. */
test('an adapter is measured against the bare model, printed, reported and judged by a rule', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'cli-eval-'));
  await using server = await startScriptedServer(folder.path, { replies: 'Hello!' });
  const place = (name: string): string => join(folder.path, name);
  await writeFile(place('pirate.gguf'), 'arr');
  await writeFile(place('checks.jsonl'), '{"prompt":"Hi","expect":{"contains":"arr"}}\n');
  await writeFile(place('regression.jsonl'), '{"id":"polite","prompt":"Hi","expect":{"exact":"Hello!"}}\n');
  await writeFile(place('rows.jsonl'), '{"prompt":"Hi","completion":" there"}\n'.repeat(3));
  const files = { checks: place('checks.jsonl'), regression: place('regression.jsonl'), data: place('rows.jsonl') };
  const report = await evaluateOn(server.platform, { adapter: place('pirate.gguf'), ...files }, never);
  expect(report).toMatchObject({
    before: 'scripted',
    after: 'scripted:pirate',
    metrics: { checks: 1, checks_before: 0, regression: 1 },
    counts: { held_out: 3 },
  });

  process.exitCode = undefined;
  using output = captureOutput();
  const reports = [place('report.html'), place('report.md'), place('all.json')];
  await finish(report, { promoteIf: 'checks>checks_before and regression<2%', report: reports });
  expect(process.exitCode).toBe(1);
  process.exitCode = undefined;
  expect(output.stdout).toMatch(/Checks passed +0 +1 +\+1/);
  expect(output.stdout).toContain('Check polite newly fails: the answer is not "Hello!"');
  expect(output.stdout).toContain('Not met: checks>checks_before and regression<2%');
  expect(await readFile(place('report.html'), 'utf8')).toContain('Refused by the gate');
  expect(await readFile(place('report.md'), 'utf8')).toContain('newly failed');
  expect(JSON.parse(await readFile(place('all.json'), 'utf8'))).toMatchObject({ version: 1 });

  output.stdout = '';
  await finish(report, { promoteIf: 'checks>0', json: true });
  expect(JSON.parse(output.stdout)).toMatchObject({ gate: { passed: true }, metrics: { checks: 1 } });
  expect(process.exitCode).toBeUndefined();
});

test('the bare model alone is asked once', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'cli-eval-'));
  let asked = 0;
  await using server = await startScriptedServer(folder.path, { replies: () => `Hello ${(asked += 1)}` });
  const checks = join(folder.path, 'checks.jsonl');
  await writeFile(checks, '{"prompt":"Hi","expect":{"contains":"1"}}\n');
  const report = await evaluateOn(server.platform, { checks }, never);
  expect(asked).toBe(1);
  expect(report.metrics).toMatchObject({ checks: 1, checks_before: 1 });
});

test.each([
  [{ adapter: 'nobody', checks: 'c' }, /nobody/],
  [{ adapter: 'missing.gguf', checks: 'c' }, /There is no file .*missing\.gguf/],
  [{}, /nothing to evaluate with/],
])('%j is refused', async (options, said) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'cli-eval-'));
  await using server = await startScriptedServer(folder.path);
  await expect(evaluateOn(server.platform, options, never)).rejects.toThrow(said);
});

test('a rule that is wrong is refused before anything is loaded', async () => {
  await expect(evaluateModel({ promoteIf: 'winrate>0.5' })).rejects.toThrow('no metric "winrate"');
});
