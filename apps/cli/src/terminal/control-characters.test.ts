import { expect, test } from 'vitest';
import { withoutControlCharacters } from './control-characters.ts';

test('an escape sequence loses the characters that make it one', () => {
  expect(withoutControlCharacters('\u001b[31mred\u001b[0m \u001b]0;title\u0007')).toBe('[31mred[0m ]0;title');
});

test('a sequence cut in two by the stream is as harmless', () => {
  expect(['safe \u001b', ']52;c;aGk=', '\u009b2J'].map(withoutControlCharacters).join('')).toBe('safe ]52;c;aGk=2J');
});

test('text, tabs, line feeds and emoji stay as they are', () => {
  const text = 'naïve\t日本語\n👩‍👩‍👧 done';
  expect(withoutControlCharacters(text)).toBe(text);
});

test('carriage return, backspace and bell cannot overwrite what was printed', () => {
  expect(withoutControlCharacters('real\rfake\b\u0007')).toBe('realfake');
});
