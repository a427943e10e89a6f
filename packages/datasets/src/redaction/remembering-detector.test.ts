import { expect, it, vi } from 'vitest';
import { createDetector } from './detect-sensitive.ts';
import { rememberingDetector } from './remembering-detector.ts';

const long = (text: string): string => `${text} ${'and so on, '.repeat(50)}`;

it('looks through a long text once, and through another key’s text again', () => {
  const detect = vi.fn(createDetector());
  const remembering = rememberingDetector(detect);
  const text = long('write to ann@example.com');
  const first = remembering(text, 'content');
  expect(first).toMatchObject([{ type: 'email' }]);
  expect(remembering(`${text.slice(0, 9)}${text.slice(9)}`, 'content')).toEqual(first);
  expect(detect).toHaveBeenCalledTimes(1);
  remembering(text, 'password');
  expect(detect).toHaveBeenCalledTimes(2);
});

it('forgets the text that was not used for longest', () => {
  const detect = vi.fn(createDetector({ types: ['email'] }));
  const remembering = rememberingDetector(detect);
  const filler = (number: number): string => String(number).repeat(900_000).slice(0, 900_000);
  const kept = long('kept');
  remembering(kept);
  remembering(filler(1));
  remembering(kept);
  remembering(filler(2));
  remembering(filler(3));
  expect(detect).toHaveBeenCalledTimes(4);
  remembering(kept);
  expect(detect).toHaveBeenCalledTimes(4);
  remembering(filler(1));
  expect(detect).toHaveBeenCalledTimes(5);
});
