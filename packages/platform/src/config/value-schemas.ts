import { z } from 'zod';
import { readSize } from './read-text.ts';
import { Secret } from './secret.ts';

/** In ms. */
export const second: number = 1000;
export const minute: number = 60 * second;
export const day: number = 24 * 60 * minute;

export const whole = (minimum: number, maximum: number): z.ZodNumber =>
  z
    .int(`must be a whole number from ${minimum} to ${maximum}`)
    .min(minimum, `must be at least ${minimum}`)
    .max(maximum, `must be at most ${maximum}`);
export const text = (): z.ZodString => z.string('must be text').min(1, 'must not be empty');
export const oneOf = <const T extends readonly string[]>(values: T): z.ZodEnum<{ [K in T[number]]: K }> =>
  z.enum(values, `must be one of ${values.join(', ')}`);
export const size = (minimum: number, shown: string): z.ZodType<number> =>
  z.preprocess(
    (value) => (typeof value === 'string' ? (readSize(value) ?? value) : value),
    z.int('must be a size such as 8GB, or a number of bytes').min(minimum, `must be at least ${shown}`),
  );
export const flag = (): z.ZodBoolean => z.boolean('must be true or false');
export const secret: z.ZodType<Secret, string | Secret> = z
  .union([text(), z.instanceof(Secret)], 'must be text that is not empty')
  .transform((value) => (typeof value === 'string' ? new Secret(value) : value));
