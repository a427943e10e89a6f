import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textOf, type GenerateRequest } from '@tuneloop/protocol';
import { expect, test } from 'vitest';
import { likelihoodModel } from '../../test/likelihood-model.ts';
import { evaluate } from './evaluate.ts';
import { readEvaluation, writeEvaluation } from './evaluation-file.ts';
import type { EvaluateOptions, EvaluationProgress } from './evaluate-options.ts';
import type { EvaluationReport } from './evaluation-report.ts';

/** Told apart by words: to the adapter, good answers are likelier and bad ones less likely. */
const model = await likelihoodModel({
  answer: (request, adapter) => reply(request, adapter),
  logprob: (token, adapter) => {
    if (adapter === 'new') return token.includes('good') ? -0.5 : token.includes('bad') ? -3 : -1;
    return -2;
  },
  contextSize: 200,
});
const before = { model };
const after = { model, adapters: [{ id: 'new', scale: 1 }] };

function reply({ prompt, outputFormat }: GenerateRequest, adapter: string): string {
  const text = prompt.type === 'messages' ? textOf(prompt.messages.at(-1)!.content) : '';
  // The judge likes long answers, and the first one where both are equal in length.
  if (outputFormat) {
    const [, a, b] = /### Answer A\n([^]*)\n\n### Answer B\n([^]*)$/.exec(text)!;
    return JSON.stringify({ reason: 'Longer.', better: a!.length >= b!.length ? 'A' : 'B' });
  }
  if (text.includes('number')) return adapter === 'new' ? 'It is 40.' : 'It is 44.';
  if (text.includes('label')) return adapter === 'new' ? 'positive' : 'who knows';
  if (text.includes('old fact')) return adapter === 'new' ? 'forgotten' : 'Rome';
  if (text.includes('tie')) return adapter === 'new' ? 'abc' : 'xyz';
  return adapter === 'new' ? 'a good and longer answer' : 'an answer';
}

async function run(files: Record<string, object[]>, options: Partial<EvaluateOptions> = {}): Promise<EvaluationReport> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'evaluate-'));
  const paths: Record<string, string> = {};
  for (const [name, rows] of Object.entries(files)) {
    paths[name] = join(folder.path, `${name}.jsonl`);
    await writeFile(paths[name], rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
  return await evaluate({ before, after, ...paths, ...options });
}

const user = (content: string): object[] => [{ role: 'user', content }];
const assistant = (content: string): object[] => [{ role: 'assistant', content }];

test('loss is that of the answers alone, of every turn', async () => {
  const messages = [...user('bad bad bad'), ...assistant(' good good'), ...user('bad'), ...assistant(' good one')];
  const { metrics, counts, rows } = await run({ validation: [{ messages }, { messages: messages.slice(0, 2) }] });
  // Six tokens: five good ones and another word.
  expect(rows.map(({ answers }) => answers.map(({ tokens }) => tokens))).toEqual([[2], [2], [2]]);
  expect(metrics.loss).toBeCloseTo((5 * 0.5 + 1) / 6, 9);
  expect(metrics.loss_before).toBeCloseTo(2, 9);
  expect(metrics.loss_change).toBeCloseTo(metrics.loss! - 2, 9);
  expect(metrics.loss_change_high).toBeLessThan(0);
  expect(metrics.perplexity_before).toBeCloseTo(Math.exp(2), 9);
  expect(counts).toMatchObject({ held_out: 3, held_out_tokens: 6 });
});

test('pairs have a margin, a token and as whole answers', async () => {
  const pair = { prompt: user('Say.'), chosen: assistant(' good good'), rejected: assistant(' bad bad bad') };
  const { metrics, intervals } = await run({ validation: [pair, { ...pair, prompt: user('Again.') }] });
  expect(metrics).toMatchObject({ margin: 2.5, margin_before: 0, margin_gain: 2.5, margin_gain_low: 2.5 });
  expect(metrics).toMatchObject({ margin_sum: 8, margin_sum_before: 2, preference_accuracy: 1 });
  expect(metrics.preference_accuracy_before).toBe(0.5);
  expect(metrics.loss).toBeCloseTo(0.5, 9);
  expect(intervals.preference_accuracy!.low).toBeCloseTo(0.342, 3);
});

test('of preferences it is told how sure each side is of what it says itself', async () => {
  const pair = { prompt: user('Say.'), chosen: assistant(' good good'), rejected: assistant(' bad bad bad') };
  const { metrics } = await run({ validation: [pair, { ...pair, prompt: user('Again.') }] });
  // "a good and longer answer" after, "an answer" before.
  expect(metrics.said_loss).toBeCloseTo((4 * 1 + 0.5) / 5, 9);
  expect(metrics.said_loss_before).toBeCloseTo(2, 9);
  expect(metrics.said_loss_change).toBeCloseTo(metrics.said_loss! - 2, 9);
  const { metrics: others } = await run({ validation: [{ prompt: user('Say.'), completion: assistant('good') }] });
  expect(others).not.toHaveProperty('said_loss');
});

test('single judgements have a margin of the mean good over the mean bad answer', async () => {
  const judged = ['good', 'bad', 'good', 'bad'].map((word, place) => ({
    prompt: user(`Say ${place}.`),
    completion: assistant(` ${word}`),
    label: word === 'good',
  }));
  const { metrics } = await run({ validation: judged });
  expect(metrics).toMatchObject({ margin: 2.5, margin_before: 0, margin_gain: 2.5, margin_gain_low: 2.5, loss: 0.5 });
});

test('plain text is said by the user and the assistant, and rows that tell nothing are counted', async () => {
  const call = { id: 'c', type: 'function', function: { name: 'look', arguments: '{}' } };
  const rows = [
    { prompt: 'bad bad', completion: ' good good' },
    { prompt: 'bad', completion: ` ${'long '.repeat(300)}` },
    { prompt: 'bad', completion: '' },
    { prompt: user('bad'), completion: [{ role: 'assistant', content: '', tool_calls: [call] }] },
  ];
  const { metrics, counts, leftOut } = await run({ validation: rows });
  expect(metrics.loss).toBeCloseTo(0.5, 9);
  expect(metrics).not.toHaveProperty('loss_change_high');
  expect(counts.held_out).toBe(1);
  expect(leftOut).toEqual({ empty: 1, 'too-long': 1, 'no-text': 1 });
});

test('checks: shares, labels, numbers, and what newly fails', async () => {
  const checks = [
    { prompt: 'a number', expect: { number: 42, tolerance: 2 } },
    { prompt: 'a label', expect: { label: 'positive' } },
    { prompt: 'anything', expect: { contains: 'good', text: 'a good answer' } },
  ];
  const regression = [
    { prompt: 'an old fact', expect: { exact: 'Rome' } },
    { prompt: 'anything', expect: { regex: 'answer' } },
  ];
  const report = await run({ checks, regression });
  expect(report.metrics).toMatchObject({
    checks: 1,
    checks_before: 1 / 3,
    accuracy: 1,
    accuracy_before: 0,
    mae: 2,
    rmse: 2,
    mae_before: 2,
    regression: 0.5,
  });
  expect(report.metrics.rouge_1).toBeCloseTo((2 * 3) / 8, 9);
  expect(report.regression[0]).toMatchObject({
    before: { answer: 'Rome', passed: true },
    after: { answer: 'forgotten', passed: false, reason: 'is not "Rome"' },
  });
});

test('models that reason do so where they are asked to', async () => {
  const asked: unknown[] = [];
  const watched = Object.assign(Object.create(model) as typeof model, {
    info: model.info,
    generate: (...call: Parameters<typeof model.generate>) => {
      asked.push(call[0].reasoning);
      return model.generate(...call);
    },
  });
  const sides = { before: { model: watched }, after: { model: watched } };
  const checks = [{ prompt: 'a label', expect: { exact: 'x' } }];
  await run({ checks }, sides);
  await run({ checks }, { ...sides, reasoning: true });
  expect(asked).toEqual([{ enabled: false }, { enabled: true }]);
});

test('a judge sees both orders; what hangs on the order is a tie', async () => {
  const validation = ['one', 'two', 'tie'].map((prompt) => ({ prompt: user(prompt) }));
  const report = await run({ validation }, { judge: { model, name: 'judge' } });
  expect(report.samples.map(({ judged }) => judged!.outcome)).toEqual(['after', 'after', 'tie']);
  expect(report.samples[2]!.judged!.verdicts).toEqual([
    { first: 'before', preferred: 'first', reason: 'Longer.' },
    { first: 'after', preferred: 'first', reason: 'Longer.' },
  ]);
  expect(report.metrics.win_rate_plain).toBeCloseTo(2.5 / 3, 9);
  expect(report.metrics.win_rate).toBeCloseTo(0.31, 4);
  expect(report).toMatchObject({ comparedBy: 'judge', judge: { name: 'judge', compared: 3, unreadable: 0 } });
  expect(report.judge!.firstPreferred).toBeCloseTo(4 / 6, 9);
});

test('choices of people count before those of a judge', async () => {
  const comparisons = [{ choice: 'after' }, { choice: 'before' }, { choice: 'both_bad' }, { choice: 'after' }] as const;
  const report = await run({ validation: [{ prompt: user('one') }] }, { comparisons, judge: { model } });
  expect(report).toMatchObject({
    comparedBy: 'people',
    counts: { comparisons: 4 },
    metrics: { win_rate_plain: 0.625 },
  });
});

test('an evaluation that was stopped goes on where it was', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'evaluate-'));
  const checkpoint = join(folder.path, 'items.jsonl');
  const checks = Array.from({ length: 6 }, (_, place) => ({ prompt: `number ${place}`, expect: { number: 40 } }));
  const controller = new AbortController();
  const stopped = run(
    { checks },
    {
      checkpoint,
      signal: controller.signal,
      onProgress: ({ completed }) => completed === 3 && controller.abort(),
    },
  );
  await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
  // As a killed process leaves it.
  await writeFile(checkpoint, `${await readFile(checkpoint, 'utf8')}{"key":"abc","val`);
  const asked: string[] = [];
  const watched = {
    ...after,
    model: Object.assign(Object.create(model) as typeof model, { info: model.info, generate: watch }),
  };
  function watch(...call: Parameters<typeof model.generate>): ReturnType<typeof model.generate> {
    asked.push(JSON.stringify(call[0].prompt));
    return model.generate(...call);
  }
  const report = await run({ checks }, { checkpoint, after: watched });
  expect(asked).toHaveLength(3);
  expect(report.metrics).toMatchObject({ checks: 1, checks_before: 0 });
  // Other adapters are another evaluation.
  await run({ checks }, { checkpoint, after: { ...watched, adapters: [{ id: 'new', scale: 0.5 }] } });
  expect(asked).toHaveLength(9);
});

test('of many rows a sample is measured, with progress by item', async () => {
  const validation = Array.from({ length: 50 }, (_, place) => ({
    prompt: user(`p ${place}`),
    completion: assistant('good'),
  }));
  const progress: EvaluationProgress[] = [];
  const options = { limits: { rows: 8, answers: 2 }, onProgress: (event: EvaluationProgress) => progress.push(event) };
  const report = await run({ validation }, options);
  expect(report.rows).toHaveLength(8);
  expect(report.samples).toHaveLength(2);
  expect(progress.at(7)).toEqual({ phase: 'held-out', completed: 8, total: 8 });
  const lines = report.rows.map(({ line }) => line);
  expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  expect((await run({ validation }, options)).rows).toEqual(report.rows);
  expect((await run({ validation }, { ...options, seed: 1 })).rows).not.toEqual(report.rows);
});

test.each<[Partial<EvaluateOptions>, string]>([
  [{}, 'nothing to evaluate with'],
  [{ checks: 'missing.jsonl' }, 'missing.jsonl'],
  [{ comparisons: [], limits: { rows: 0 } }, 'limits.rows'],
])('%j is refused', async (options, said) => {
  await expect(evaluate({ before, after, ...options })).rejects.toThrow(said);
});

test('rows of no known format are refused', async () => {
  await expect(run({ validation: [{ nothing: 1 }] })).rejects.toThrow('rows of no format that is known');
});

test('an evaluation is kept in a file', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'evaluate-'));
  const path = join(folder.path, 'run', 'evaluation.json');
  await expect(readEvaluation(path)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const report = await run({}, { comparisons: [{ choice: 'after' }] });
  await writeEvaluation(path, report);
  expect(await readEvaluation(path)).toEqual(report);
  await writeFile(path, '{"version":2}');
  await expect(readEvaluation(path)).rejects.toMatchObject({ code: 'STORE_FAILED' });
});
