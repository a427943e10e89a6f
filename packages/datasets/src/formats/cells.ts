import { z } from 'zod';

/**
 * CSV and some Parquet files hold lists, objects, numbers and booleans as text. These read such text where a format wants
 * such a value, and leave everything else to the schema.
 */
export function listCell<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return z.preprocess(parsedJson, schema) as z.ZodType<T>;
}

/** A cell that may hold text or a list of messages: only text that reads as such a list becomes one. */
export function textOrListCell<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return z.preprocess((value) => (isListOfMessages(value) ? parsedJson(value) : value), schema) as z.ZodType<T>;
}

export const booleanCell: z.ZodType<boolean> = z.preprocess(
  (value) => (typeof value === 'string' ? (booleans[value.toLowerCase()] ?? value) : value),
  z.boolean(),
);

export const numberCell: z.ZodType<number> = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)) ? Number(value) : value),
  z.number(),
);

const booleans: Readonly<Record<string, boolean>> = { true: true, false: false, '1': true, '0': false };

function parsedJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function isListOfMessages(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\s*\[\s*\{/.test(value)) return false;
  const parsed = parsedJson(value);
  return Array.isArray(parsed) && parsed.every((member: unknown) => Object.hasOwn(Object(member) as object, 'role'));
}
