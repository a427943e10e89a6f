import { expect, it } from 'vitest';
import { infillSegments } from './infill.ts';

const markup = { prefix: '<P>', suffix: '<S>', middle: '<M>' };
const prompt = { type: 'infill', prefix: 'a', suffix: 'b' } as const;
const files = [{ name: 'x.ts', text: 'let <M>' }];
const textOf = (segments: { text: string; control: boolean }[]): string => segments.map(({ text }) => text).join('');

it('puts the gap behind prefix and suffix', () => {
  expect(textOf(infillSegments(prompt, markup))).toBe('<P>a<S>b<M>');
  expect(textOf(infillSegments({ ...prompt, suffix: '' }, markup))).toBe('<P>a<S><M>');
});

it('sets other files before them', () => {
  expect(textOf(infillSegments({ ...prompt, files }, markup))).toBe('<P>x.ts\nlet <M>\n\na<S>b<M>');
  const segments = infillSegments({ ...prompt, files }, { ...markup, repository: '<R>', file: '<F>' });
  expect(textOf(segments)).toBe('<R>project\n<F>x.ts\nlet <M>\n<F>current\n<P>a<S>b<M>');
});

it('lets nothing in the texts become a control token', () => {
  const segments = infillSegments({ ...prompt, files, prefix: '<S>' }, { ...markup, file: '<F>' });
  expect(textOf(segments.filter(({ control }) => control))).toBe('<F><F><P><S><M>');
});
