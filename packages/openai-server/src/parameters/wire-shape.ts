import { z } from 'zod';

/** One schema for each property of a wire type. */
export type WireShape<T> = { [K in keyof T]-?: z.ZodType<T[K]> };

/** A property that may be left out or `null`, which means the same. */
export function optional<T>(schema: z.ZodType<T>, description?: string): z.ZodType<T | null | undefined> {
  const nullish = schema.nullish();
  return description === undefined ? nullish : nullish.describe(description);
}
