import { expect, test } from 'vitest';
import { MessageAssembler } from './message-assembler.ts';

function assemble(lines: string[]): (string | undefined)[] {
  const assembler = new MessageAssembler();
  return lines.map((line) => assembler.push(line));
}

test('a plain line is a message', () => {
  expect(assemble(['hello', 'again'])).toEqual(['hello', 'again']);
});

test('a backslash at the end goes on', () => {
  expect(assemble(['one\\', 'two\\', 'three'])).toEqual([undefined, undefined, 'one\ntwo\nthree']);
});

test('a code fence goes on until it is closed, backslashes and blank lines in it included', () => {
  expect(assemble(['```sh', 'a \\', '', '```'])).toEqual([undefined, undefined, undefined, '```sh\na \\\n\n```']);
});

test('text before a fence is joined by a backslash', () => {
  expect(assemble(['Explain:\\', '```', 'x', '```'])).toEqual([
    undefined,
    undefined,
    undefined,
    'Explain:\n```\nx\n```',
  ]);
});

test('a pasted block is one message, and a fence closed in it does not stay open', () => {
  expect(assemble(['a\n```\nb\n```', 'next'])).toEqual(['a\n```\nb\n```', 'next']);
});

test('what was begun can be dropped', () => {
  const assembler = new MessageAssembler();
  assembler.push('```');
  expect(assembler.isEmpty).toBe(false);
  assembler.take();
  expect(assembler.isEmpty).toBe(true);
  expect(assembler.push('plain')).toBe('plain');
});
