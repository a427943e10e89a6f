import { expect, test } from 'vitest';
import { codeOf } from './code-fence.ts';

test.each([
  ['```js\na\n```', { language: 'js', code: 'a' }],
  ['```js title=x\na\n\nb\n```\n', { language: 'js', code: 'a\n\nb' }],
  ['~~~\n```\n~~~~', { language: '', code: '```' }],
  ['````\n```\n````', { language: '', code: '```' }],
  ['```', { language: '', code: '' }],
  ['```py', { language: 'py', code: '' }],
  ['```\n```', { language: '', code: '' }],
  ['```py\nstill grow', { language: 'py', code: 'still grow' }],
  ['``` `a` ```', undefined],
  ['text', undefined],
])('%j', (block, code) => {
  expect(codeOf(block)).toEqual(code);
});
