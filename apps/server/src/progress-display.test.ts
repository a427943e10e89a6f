import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTerminalScreen } from '../test/terminal-screen.ts';
import { createProgressDisplay } from './progress-display.ts';

const download = (megabytes: number) =>
  ({ phase: 'download', completed: megabytes * 1e6, total: 98e6, label: 'model.gguf' }) as const;
const load = (thousandths: number) => ({ phase: 'load', completed: thousandths, total: 1000 }) as const;

test('without a terminal: a line at first, then only every few seconds, and one for each new phase', () => {
  let text = '';
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  const display = createProgressDisplay(output);
  for (let megabytes = 0; megabytes <= 98; megabytes++) display.show(download(megabytes));
  display.show(load(500));
  display.above(() => output.write('a line\n'));
  display.show(load(1000));
  display.clear();
  expect(text).toBe('Downloading model.gguf… 0 %\nLoading the model… 50 %\na line\nPreparing the model…\n');
});

describe('on a terminal', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a bar with the time left, once that is known', () => {
    const { output, lines } = createTerminalScreen(120);
    const display = createProgressDisplay(output);
    display.show(download(0));
    expect(lines()).toEqual([expect.stringMatching(/^Downloading model\.gguf \[.+\] 0 % \| 0 of 98 MB$/)]);
    vi.advanceTimersByTime(2000);
    display.show(download(49));
    vi.advanceTimersByTime(200);
    expect(lines()).toEqual([expect.stringMatching(/\] 50 % \| 49 of 98 MB \| 2 s left$/)]);
    display.clear();
    expect(lines()).toEqual(['']);
  });

  test('what a resumed download had before says nothing about its speed', () => {
    const { output, lines } = createTerminalScreen(120);
    const display = createProgressDisplay(output);
    display.show(download(88));
    vi.advanceTimersByTime(10_000);
    display.show(download(93));
    vi.advanceTimersByTime(200);
    expect(lines()).toEqual([expect.stringMatching(/ \| 10 s left$/)]);
    display.clear();
  });

  test('other lines stand above the bar, which stays the last line', () => {
    const { output, lines } = createTerminalScreen(120);
    const display = createProgressDisplay(output);
    display.show(download(10));
    for (const line of ['first', 'second', 'third']) {
      display.above(() => output.write(`${line}\n`));
      vi.advanceTimersByTime(500);
      display.show(download(20));
      vi.advanceTimersByTime(500);
    }
    expect(lines()).toEqual(['first', 'second', 'third', expect.stringContaining('] 20 % | 20 of 98 MB')]);
    display.clear();
    display.above(() => output.write('last\n'));
    vi.advanceTimersByTime(500);
    expect(lines()).toEqual(['first', 'second', 'third', 'last']);
  });

  test('between the weights and the first answer the engine prepares', () => {
    const { output, lines } = createTerminalScreen(120);
    const display = createProgressDisplay(output);
    display.show(load(500));
    expect(lines()).toEqual([expect.stringMatching(/^Loading the model \[.+\] 50 %$/)]);
    display.show(load(1000));
    expect(lines()).toEqual(['Preparing the model…']);
    display.clear();
    expect(lines()).toEqual(['']);
  });

  test.each([60, 80, 120])('a long name fits into %d columns', (columns) => {
    const { output, lines } = createTerminalScreen(columns);
    const display = createProgressDisplay(output);
    display.show({ ...download(1), label: `${'long-'.repeat(30)}{bar}.gguf` });
    vi.advanceTimersByTime(99_000);
    display.show({ ...download(97), label: `${'long-'.repeat(30)}{bar}.gguf` });
    vi.advanceTimersByTime(200);
    const [line] = lines();
    expect(line).toMatch(/^Downloading.*…( \[.+\])? 98 % \| 97 of 98 MB \| 2 s left$/);
    expect(line!.length).toBeLessThan(columns);
    display.clear();
  });
});
