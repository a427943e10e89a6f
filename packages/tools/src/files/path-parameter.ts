import { z } from 'zod';

/** An argument that is a path; whether it is a good one, the policy says. */
export function pathParameter(description: string): z.ZodString {
  return z.string().min(1).max(40_000).describe(`${description}: an absolute path`);
}
