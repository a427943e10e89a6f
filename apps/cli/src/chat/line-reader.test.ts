import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { LineReader } from './line-reader.ts';

function createTerminal(): { reader: LineReader; type: (text: string) => void; screen: () => string } {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const chunks: string[] = [];
  output.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const reader = new LineReader(input as unknown as NodeJS.ReadStream, output as unknown as NodeJS.WriteStream);
  return { reader, type: (text) => input.write(text), screen: () => chunks.join('') };
}

test('one line after the other', async () => {
  const { reader, type } = createTerminal();
  const first = reader.read('> ');
  type('hello\r');
  expect(await first).toEqual({ type: 'text', text: 'hello' });
  const second = reader.read('> ');
  type('again\r');
  expect(await second).toEqual({ type: 'text', text: 'again' });
});

test('lines that come in one piece are answers to the next questions', async () => {
  const { reader, type } = createTerminal();
  const first = reader.read('> ');
  type('one\rtwo\rthr');
  expect(await first).toEqual({ type: 'text', text: 'one' });
  expect(await reader.read('> ')).toEqual({ type: 'text', text: 'two' });
  const third = reader.read('> ');
  type('ee\r');
  expect(await third).toEqual({ type: 'text', text: 'three' });
});

test('a pasted block is one text and is sent by Enter alone', async () => {
  const { reader, type } = createTerminal();
  const read = reader.read('> ');
  type('\u001b[200~first\nsecond\nthird\u001b[201~');
  type(' and more\r');
  expect(await read).toEqual({ type: 'text', text: 'first\nsecond\nthird and more' });
});

test('the arrow key brings back what was asked before', async () => {
  const { reader, type } = createTerminal();
  const first = reader.read('> ');
  type('hello\r');
  await first;
  const second = reader.read('> ');
  type('\u001b[A\r');
  expect(await second).toEqual({ type: 'text', text: 'hello' });
});

test('Ctrl-C says whether it discarded something, Ctrl-D ends', async () => {
  const { reader, type } = createTerminal();
  const first = reader.read('> ');
  type('half\u0003');
  expect(await first).toEqual({ type: 'interrupt', hadText: true });
  const second = reader.read('> ');
  type('\u0003');
  expect(await second).toEqual({ type: 'interrupt', hadText: false });
  const third = reader.read('> ');
  type('\u0004');
  expect(await third).toEqual({ type: 'end' });
});

test('the terminal marks pasted text only while a question is open', async () => {
  const { reader, type, screen } = createTerminal();
  const read = reader.read('> ');
  expect(screen()).toContain('\u001b[?2004h');
  type('x\r');
  await read;
  expect(screen().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(screen().lastIndexOf('\u001b[?2004h'));
});
