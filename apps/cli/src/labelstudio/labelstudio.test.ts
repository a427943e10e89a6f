import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInteractionLog } from '@tuneloop/rlhf';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { captureOutput, type CapturedOutput } from '../../test/capture-output.ts';
import { pullFromLabelStudio, pushToLabelStudio, printTemplate } from '../actions/labelstudio.ts';

let folder: string;
let terminal: CapturedOutput;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuneloop-cli-label-studio-'));
  terminal = captureOutput();
  for (const name of ['URL', 'API_KEY', 'PROJECT']) vi.stubEnv(`LABEL_STUDIO_${name}`, '');
});
afterEach(() => {
  terminal[Symbol.dispose]();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

interface WrittenTask {
  data: Record<string, string>;
}

/** Of a file with so many pairs, the tasks that are written for importing by hand. */
async function write(pairs: number, options: object = {}): Promise<WrittenTask[]> {
  const file = join(folder, 'pairs.jsonl');
  const rows = Array.from({ length: pairs }, (_, n) => ({ prompt: `Q${n}`, chosen: 'Yes', rejected: 'No' }));
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  const output = join(folder, 'tasks.json');
  await pushToLabelStudio(file, { data: folder, output, json: true, ...options });
  return JSON.parse(readFileSync(output, 'utf8')) as WrittenTask[];
}

test('writes tasks for importing by hand, and reads the export of what was judged', async () => {
  const [task, other, ...rest] = await write(2);
  expect(JSON.parse(terminal.stdout)).toMatchObject({ tasks: 2, skipped: {} });
  expect(rest).toEqual([]);
  const result = [{ from_name: 'preference', type: 'choices', value: { choices: ['tie'] } }];
  const annotation = { id: 1, completed_by: 1, created_at: '2026-01-02T00:00:00Z', result };
  const exported = [
    { id: 1, project: 3, ...task, annotations: [annotation] },
    { id: 2, project: 3, ...other, annotations: [] },
  ];
  const file = join(folder, 'export.json');
  writeFileSync(file, JSON.stringify(exported));
  for (const added of [1, 0]) {
    terminal.stdout = '';
    await pullFromLabelStudio(file, { data: folder, json: true });
    expect(JSON.parse(terminal.stdout)).toMatchObject({ tasks: 2, annotations: 1, added, withdrawn: 0 });
  }
  await using log = openInteractionLog({ folder: join(folder, 'log') });
  const { choices } = await log.getComparison('all', task!.data['tuneloop_comparison']!);
  expect(choices).toMatchObject([{ outcome: 'tie', author: 'label-studio:1' }]);
});

test('takes as many questions as are asked for', async () => {
  expect(await write(5, { limit: 2 })).toHaveLength(2);
});

test('redacts what it records where that is wanted, and refuses rows where no text may be recorded', async () => {
  const config = join(folder, 'redact.json');
  writeFileSync(config, JSON.stringify({ recording: { redact: 'pii' } }));
  const file = join(folder, 'rows.jsonl');
  writeFileSync(file, JSON.stringify({ prompt: 'Mail ada@example.com', completion: 'Done' }));
  const options = { data: folder, output: join(folder, 'tasks.json'), template: 'rating', config };
  await pushToLabelStudio(file, options);
  {
    await using log = openInteractionLog({ folder: join(folder, 'log') });
    const { interactions } = await log.list('all');
    expect(interactions).toHaveLength(1);
    expect(JSON.stringify(interactions)).not.toContain('ada@example.com');
  }
  writeFileSync(config, JSON.stringify({ recording: { privacy: 'metadata' } }));
  await expect(pushToLabelStudio(file, options)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});

test.each([
  [{}, /LABEL_STUDIO_URL/],
  [{ url: 'http://127.0.0.1:1' }, /LABEL_STUDIO_API_KEY/],
  [{ url: 'http://127.0.0.1:1', tokenFile: '/nowhere/token' }, /cannot be read/],
])('says what is missing: %j', async (options, message) => {
  await expect(pullFromLabelStudio(undefined, { data: folder, ...options })).rejects.toThrow(message);
});

test('says so when a file is no export', async () => {
  const file = join(folder, 'export.json');
  writeFileSync(file, JSON.stringify([{ prompt: 'JSON-MIN' }]));
  await expect(pullFromLabelStudio(file, { data: folder })).rejects.toThrow(/Row 1 .* is no task/);
});

test('a time that is none is refused', async () => {
  const options = { data: folder, output: join(folder, 'tasks.json'), since: 'yesterday' };
  await expect(pushToLabelStudio(undefined, options)).rejects.toThrow(/"yesterday" is no time/);
});

test('prints a template', () => {
  printTemplate({ template: 'rating' });
  expect(terminal.stdout).toContain('<Rating name="score"');
});
