import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { JudgedInteraction } from '../../packages/protocol/src/index.ts';
import { exportFormats, exportInteractions, type ExportFormat } from '../../packages/rlhf/src/index.ts';
import { assistant, choice, judged, madeLog, system, user } from '../../packages/rlhf/test/made-interactions.ts';
import { openAIPreferenceRow, openAISupervisedRow } from './training/openai-rules.ts';

const script = fileURLToPath(new URL('training/check_exports.py', import.meta.url));
const loader = fileURLToPath(new URL('../../examples/trlx/load.py', import.meta.url));

interface Checked {
  rows: number;
  columns: string[];
  conversational: boolean;
  trained?: { steps: number; finite: boolean };
}

/** A format, or another shape of its rows. */
type File = ExportFormat | 'reward-scores' | 'sft-apart';

let folder: string;
let checked: Record<File | `late-${ExportFormat}`, Checked> & { trlx: unknown };
const rows: Partial<Record<File, number>> = {};
const late: Partial<Record<ExportFormat, number>> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'training-formats-'));
  for (const format of exportFormats) {
    const report = await exportInteractions({
      log: madeLog(records()),
      format,
      output: join(folder, `${format}.jsonl`),
    });
    rows[format] = report.rows;
  }
  const scores = join(folder, 'reward-scores.jsonl');
  rows['reward-scores'] = (
    await exportInteractions({ log: madeLog(records()), format: 'reward', reward: 'scores', output: scores })
  ).rows;
  const apart = join(folder, 'sft-apart.jsonl');
  rows['sft-apart'] = (
    await exportInteractions({ log: madeLog(records()), format: 'sft', sft: 'prompt-completion', output: apart })
  ).rows;
  for (const format of exportFormats) {
    const output = join(folder, `late-${format}.jsonl`);
    late[format] = (await exportInteractions({ log: lateLog(format), format, reasoning: true, output })).rows;
  }
  const { stdout } = await promisify(execFile)(inject('trainingPython'), [script, folder, loader], {
    env: { ...process.env, OMP_NUM_THREADS: '1', HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' },
    maxBuffer: 2 ** 26,
  });
  checked = JSON.parse(stdout.trim().split('\n').at(-1)!) as typeof checked;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it.each<[File, string[], boolean]>([
  ['sft-apart', ['completion', 'prompt', 'tools'], true],
  ['sft', ['messages', 'tools'], true],
  ['openai-sft', ['messages', 'tools'], true],
  ['dpo', ['chosen', 'prompt', 'rejected', 'tools'], true],
  ['openai-preference', ['input', 'non_preferred_output', 'preferred_output'], false],
  ['kto', ['completion', 'label', 'prompt', 'tools'], true],
  ['reward', ['chosen', 'rejected', 'tools'], true],
  ['reward-scores', ['completion', 'prompt', 'score', 'tools'], true],
  ['ppo', ['prompt', 'tools'], true],
  ['grpo', ['prompt', 'reference', 'tools'], true],
  ['trlx-ppo', ['prompt'], false],
  ['trlx-ilql', ['reward', 'sample'], false],
  ['trlx-dpo', ['chosen', 'prompt', 'rejected'], false],
  ['stepwise', ['completions', 'labels', 'prompt'], false],
  ['sharegpt', ['conversations', 'tools'], false],
  ['alpaca', ['history', 'input', 'instruction', 'output', 'system'], false],
])('%s: `datasets` loads every row, and TRL tells its format', (format, columns, conversational) => {
  expect(rows[format]).toBeGreaterThan(9);
  expect(checked[format]).toMatchObject({ rows: rows[format], columns, conversational });
});

it.each<File>(['sft', 'sft-apart', 'openai-sft', 'dpo', 'kto', 'reward', 'grpo', 'stepwise'])(
  '%s: TRL trains two steps on it',
  (format) => {
    expect(checked[format].trained).toEqual({ steps: 2, finite: true });
  },
);

it.each(exportFormats)('%s: what appears late in a large log does no harm', (format) => {
  expect(late[format]).toBeGreaterThan(2000);
  expect(checked[`late-${format}`].rows).toBe(late[format]);
});

it('trlX gets samples and rewards by the loader of ten lines', () => {
  expect(checked.trlx).toMatchObject({ samples: true, even: true, triples: true, prompts: true });
  expect((checked.trlx as { rewards: number[] }).rewards).toEqual(expect.arrayContaining([-1, 1]));
});

it.each([
  ['openai-sft', openAISupervisedRow],
  ['openai-preference', openAIPreferenceRow],
] as const)('%s keeps the documented rules', async (format, schema) => {
  const lines = (await readFile(join(folder, `${format}.jsonl`), 'utf8')).trimEnd().split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(10);
  for (const line of lines) expect(schema.safeParse(JSON.parse(line)).error).toBeUndefined();
});

/**
 * Larger than what `datasets` reads to learn the columns, with tools, reasoning, fractions, earlier turns and references in
 * the last interactions alone.
 */
function lateLog(format: ExportFormat): ReturnType<typeof madeLog> {
  return madeLog(function* () {
    for (let index = 0; index < 2500; index += 1) {
      const about = { id: `long${index}`, prompt: `${index} ${'word '.repeat(1000)}`, answer: 'One.\n\nTwo.' };
      const value = { score: 5, steps: [true], correction: 'Two.' };
      yield judged(about, format === 'grpo' ? {} : { ratings: [value] });
    }
    yield* records();
  });
}

/** Conversations of several turns, with tools and without; answers rated, compared, corrected, judged by steps. */
function records(): JudgedInteraction[] {
  const made: JudgedInteraction[] = [];
  const tools = ['weather', 'time'].map((name) => ({
    name,
    description: `Tells the ${name}.`,
    parameters: { type: 'object', properties: { [`${name}_of`]: { type: 'string' } } },
  }));
  for (let index = 0; index < 24; index += 1) {
    const prompt = [user(`Question ${index}: what is ${index} + ${index}?`)];
    if (index % 3 === 0) prompt.unshift(system('Be brief.'));
    if (index % 4 === 0) prompt.push(assistant('Let me see.'), user('Well?'));
    const good = `It is ${2 * index}.\n\nI am sure – “ganz sicher” 🙂\u2028.`;
    made.push(
      judged(
        { id: `good${index}`, at: index, prompt, output: { content: good, reasoning: 'Add them.' } },
        { ratings: [{ thumb: 'up', steps: [true, index % 2 === 0] }] },
      ),
      judged({ id: `bad${index}`, at: index, prompt, answer: 'I do not know.' }, index % 2 === 0 ? 'down' : 2),
    );
    const toolCalls = [
      { id: `call${index}`, name: tools[index % 2]!.name, arguments: `{"${tools[index % 2]!.name}_of":"here"}` },
    ];
    const withTools = [
      ...prompt,
      {
        role: 'assistant' as const,
        content: '',
        toolCalls,
      },
      { role: 'tool' as const, toolCallId: `call${index}`, content: '{"status":"success"}' },
    ];
    made.push(
      judged(
        { id: `tool${index}`, at: 100 + index, prompt: withTools, answer: 'Done.', tools },
        { choices: [choice(`k${index}`, `tool${index}`)] },
      ),
      judged(
        { id: `other${index}`, at: 101 + index, prompt: withTools, answer: 'Not done.', tools },
        { choices: [choice(`k${index}`, `tool${index}`)] },
      ),
      judged(
        {
          id: `call${index}`,
          at: 200 + index,
          prompt,
          output: { content: '', toolCalls },
          finishReason: 'tool-calls',
          tools,
        },
        {
          ratings: [
            { thumb: 'up', score: 4 },
            { author: 'bob', score: 5 },
          ],
        },
      ),
      judged(
        { id: `corrected${index}`, at: 300 + index, prompt: `Say ${index}.`, answer: 'No.' },
        { ratings: [{ correction: `${index}.` }] },
      ),
    );
  }
  return made;
}
