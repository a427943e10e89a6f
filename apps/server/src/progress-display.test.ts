import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createProgressDisplay } from './progress-display.ts';

function screen(isTTY: boolean): { output: Writable & { isTTY: boolean }; text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  // What cli-progress asks of a terminal.
  const terminal = { isTTY, columns: 200, cursorTo: () => true, clearLine: () => true, moveCursor: () => true };
  return { output: Object.assign(stream, terminal), text: () => stripVTControlCharacters(text) };
}

const download = (completed: number) => ({ phase: 'download', completed, total: 98e6, label: 'model.gguf' }) as const;

test('without a terminal: a line at first, then only every few seconds, and one for each new phase', () => {
  const { output, text } = screen(false);
  const display = createProgressDisplay(output);
  for (let bytes = 0; bytes <= 98e6; bytes += 1e6) display.show(download(bytes));
  display.show({ phase: 'load', completed: 500, total: 1000 });
  display.end();
  expect(text()).toBe('Downloading model.gguf… 0 %\nLoading the model… 50 %\n');
});

test('on a terminal: a bar, which goes away for other lines', () => {
  const { output, text } = screen(true);
  const display = createProgressDisplay(output);
  display.show(download(49e6));
  display.end();
  expect(text()).toContain('Downloading model.gguf [');
  expect(text()).toContain('50 % | 49 of 98 MB');
});
