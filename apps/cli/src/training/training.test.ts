import { PassThrough } from 'node:stream';
import type { JobEvent, JobGraphEvent } from '@tuneloop/protocol';
import { describe, expect, test } from 'vitest';
import { createRunDisplay } from './run-display.ts';
import { createRunProgress } from './run-progress.ts';
import { collectSetting, settingsOf } from './setting-option.ts';
import { sparkline } from './sparkline.ts';

type Body = JobEvent extends infer Event ? (Event extends JobEvent ? Omit<Event, 'position' | 'time'> : never) : never;

function eventOf(step: string, body: Body): JobGraphEvent {
  const event = { position: 1, time: '2026-01-01T00:00:00.000Z', ...body };
  return { position: 1, jobId: 'job_1', step, event };
}

const training: JobGraphEvent[] = [
  eventOf('train', { type: 'started', attempt: 1 }),
  eventOf('train', { type: 'progress', phase: 'load', completed: 0 }),
  ...[3, 2, 1].flatMap((loss, index) => [
    eventOf('train', {
      type: 'metrics',
      step: index + 1,
      values: { loss, learning_rate: 2e-4, tokens_per_second: 310.4, eta_seconds: 41 },
    }),
    eventOf('train', { type: 'progress', phase: 'train', completed: index + 1, total: 4 }),
  ]),
];

test('a sparkline goes with the values', () => {
  expect(sparkline([8, 7, 6, 5, 4, 3, 2, 1])).toBe('█▇▆▅▄▃▂▁');
  expect(sparkline([1, 1, 1])).toBe('▁▁▁');
  expect(
    sparkline(
      Array.from({ length: 100 }, (_, index) => index),
      4,
    ),
  ).toBe('▁▃▆█');
  expect(sparkline([1])).toBe('');
});

test('the progress of a training has its figures', () => {
  const progress = createRunProgress();
  for (const event of training) progress.add(event);
  expect([progress.title, progress.completed, progress.total]).toEqual(['Training', 3, 4]);
  expect(progress.state).toBe('3 of 4  loss 1.000 █▅▁  lr 2.0e-4  310 tok/s  41.0 s left');
  progress.add(eventOf('convert', { type: 'started', attempt: 1 }));
  expect([progress.title, progress.state]).toEqual(['Converting', '']);
});

test('a phase has a title of its own', () => {
  const progress = createRunProgress();
  progress.add(eventOf('prepare', { type: 'started', attempt: 1 }));
  expect(progress.title).toBe('Preparing');
  progress.add(eventOf('prepare', { type: 'progress', phase: 'environment', completed: 3, total: 60 }));
  expect([progress.title, progress.state]).toEqual(['Fetching Python packages', '3 of 60']);
});

test('without a terminal there is a line for each part, and for what must be said', () => {
  const stream = new PassThrough({ encoding: 'utf8' });
  const display = createRunDisplay(stream as unknown as NodeJS.WriteStream);
  for (const event of training) display.show(event);
  display.show(eventOf('train', { type: 'log', level: 'warn', message: '2 rows are cut.\u001B[2J' }));
  display.show(eventOf('train', { type: 'metrics', step: 4, values: { eval_loss: 0.5 } }));
  display.show(eventOf('train', { type: 'result', value: null }));
  display.stop();
  const text = String(stream.read());
  expect(text.split('\n')).toEqual([
    'Training …',
    'Loading the base …',
    expect.stringMatching(/^Training: 1 of 4 {2}loss 3.000/),
    expect.stringMatching(/^note: 2 rows are cut\./),
    'step 4: held-out loss 0.500',
    'Training: done',
    '',
  ]);
  expect(text).not.toContain('\u001B');
});

describe('settings', () => {
  test('are numbers, words and lists, as they are written', () => {
    let set = collectSetting('lora.rank=32');
    set = collectSetting('lora.variant=dora', set);
    set = collectSetting('lora.targetModules=["q_proj"]', set);
    expect(settingsOf({ rank: 8, epochs: 2, verbose: true }, set)).toEqual({
      epochs: 2,
      lora: { rank: 32, variant: 'dora', targetModules: ['q_proj'] },
    });
  });

  test.each(['rank', '=3', 'a b=3', 'constructor'])('%j is none', (text) => {
    expect(() => collectSetting(text)).toThrow('NAME=VALUE');
  });
});
