import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDetector } from './detect-sensitive.ts';
import { createRedactor } from './create-redactor.ts';
import { sensitiveTypes } from './sensitive-types.ts';

const detect = createDetector({ types: sensitiveTypes });
/** Beginnings of what the detectors look for, so that they have much to try and nothing to find. */
const fragments = [
  '@ a@ a@a. a. . - +1 + ( ) 1 4111 00 : :: f: :// a://b: x:y@ &a= 1. 1- é „'.split(' '),
  String.raw`password password: password=" key key= token= " ' = \ \n { [ {"a": ,`.split(' '),
  'sk- ghp_ eyJ eyJ.eyJ .eyJ AKIA DE89 X1234567 bearer Bearer A a 0 ي ٠ 密码 是'.split(' '),
  [
    ' ',
    '\n',
    '12 ',
    '4111 1111 ',
    'DE89 ',
    'token is ',
    'password = "',
    'Bearer aaaa',
    '-----BEGIN PRIVATE KEY-----',
    '-----END ',
  ],
].flat();

const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

// Quadratic time would take minutes with these lengths, linear time takes milliseconds.
it('takes time in proportion to the text, whatever the text is', () => {
  const repeated = fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(repeated, (parts) => {
      const unit = parts.join('');
      const text = unit.repeat(Math.ceil(40_000 / unit.length));
      const start = performance.now();
      detect(text);
      expect(performance.now() - start).toBeLessThan(2000);
    }),
    { numRuns: 40, seed: 7 },
  );
});

it('takes ten times the time at most for ten times the text', () => {
  const text = 'call +1 415 555 0132 or a@example.com, password: hunter2, key sk-a '.repeat(200);
  const time = (text: string): number => {
    const start = performance.now();
    detect(text);
    return performance.now() - start;
  };
  const best = (text: string): number => Math.min(...Array.from({ length: 5 }, () => time(text)));
  expect(best(text.repeat(10))).toBeLessThan(best(text) * 30);
});

it('redacts any text and value without an error, and twice is the same as once', () => {
  const { redactText, redactValue } = createRedactor({ types: sensitiveTypes });
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...fragments), anyCharacter)), (parts) => {
      const once = redactText(parts.join(''));
      expect(redactText(once)).toBe(once);
    }),
    { numRuns: 120, seed: 7 },
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.stringify(redactValue(value))).toBeTypeOf('string');
    }),
    { numRuns: 80, seed: 7 },
  );
});
