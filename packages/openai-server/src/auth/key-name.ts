import { z } from 'zod';

/** What a key is for, as people call it. */
export const keyNameSchema: z.ZodString = z
  .string()
  .trim()
  .min(1, 'say what it is for')
  .max(100, 'at most 100 characters');
