import { z } from 'zod';
import { compileGlob } from './glob.ts';

/** A pattern that `compileGlob` takes. */
export const globSchema: z.ZodType<string, string> = z
  .string()
  .min(1)
  .superRefine((pattern, context) => {
    try {
      compileGlob(pattern);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
    }
  });
