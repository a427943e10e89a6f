import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { createProgressDisplay, describeState } from './progress.ts';

function createStream(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 120 });
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => chunks.join('') };
}

test('away from a terminal there are few whole lines: the first, one now and then, the last', () => {
  vi.useFakeTimers();
  const { stream, text } = createStream(false);
  const { listener } = createProgressDisplay(stream);
  for (let completed = 0; completed <= 100_000; completed += 1000) {
    vi.advanceTimersByTime(100);
    listener({ phase: 'download', completed, total: 100_000, label: 'm.gguf' });
  }
  listener({ phase: 'download', completed: 100_000, total: 100_000, label: 'm.gguf' });
  listener({ phase: 'verify', completed: 0, total: 100_000, label: 'm.gguf' });
  vi.useRealTimers();
  expect(text().split('\n')).toEqual([
    'Downloading m.gguf: 0 %  0 B of 100 KB',
    'Downloading m.gguf: 50 %  50.0 KB of 100 KB',
    'Downloading m.gguf: 100 %  100 KB of 100 KB',
    'Verifying m.gguf: 0 %  0 B of 100 KB',
    '',
  ]);
});

test('after stop nothing is written', () => {
  const { stream, text } = createStream(false);
  const display = createProgressDisplay(stream);
  display.stop();
  display.listener({ phase: 'load', completed: 1, total: 1000 });
  expect(text()).toBe('');
});

test('a label cannot drive the terminal', () => {
  const { stream, text } = createStream(false);
  createProgressDisplay(stream).listener({ phase: 'download', completed: 1, label: '\u001b[2Jx' });
  expect(text()).toBe('Downloading [2Jx: 1 B\n');
});

test('speed and remaining time count what this run transferred', () => {
  expect(
    describeState(
      { phase: 'download', completed: 60_000_000, total: 100_000_000 },
      { bytes: 10_000_000, milliseconds: 2000 },
    ),
  ).toBe('60 %  60.0 MB of 100 MB  5.0 MB/s  8.0 s left');
});
