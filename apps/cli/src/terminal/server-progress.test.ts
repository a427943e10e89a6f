import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createServerProgress } from './server-progress.ts';

function createStream(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  const noop = (): boolean => true;
  const methods = { isTTY, columns: 120, cursorTo: noop, moveCursor: noop, clearLine: noop, clearScreenDown: noop };
  const stream = Object.assign(new PassThrough(), methods);
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => stripVTControlCharacters(chunks.join('')) };
}

const event = { phase: 'download', completed: 50, total: 100, label: 'm.gguf' } as const;

test('a line on a terminal stands by itself, and the bar comes back below it', () => {
  const { stream, text } = createStream(true);
  const progress = createServerProgress(stream);
  progress.show(event);
  const before = text().length;
  progress.above(() => stream.write('a line\n'));
  progress.clear();
  const after = text().slice(before);
  // The bar is drawn a last time before it is cleared, and anew after the line.
  expect(after).toMatch(/a line\nDownloading m\.gguf/);
  expect(after.match(/a line\n/g)).toHaveLength(1);
  const quiet = text().length;
  progress.above(() => stream.write('another\n'));
  expect(text().slice(quiet)).toBe('another\n');
});

test('elsewhere lines are written as they come', () => {
  const { stream, text } = createStream(false);
  const progress = createServerProgress(stream);
  progress.show(event);
  progress.above(() => stream.write('a line\n'));
  progress.show({ ...event, completed: 51 });
  expect(text()).toBe('Downloading m.gguf: 50 %  50 B of 100 B\na line\n');
});
