import { z } from 'zod';

export const codeLanguages = ['javascript', 'python'] as const;
export type CodeLanguage = (typeof codeLanguages)[number];

/** What one program may cost. */
export interface CodePolicy {
  /** How long a program may run, in ms; starting the language is not counted. */
  timeoutMs: number;
  /** Of a program with everything that its language needs; Python alone takes about 30 MiB of it. */
  memoryBytes: number;
  /** Of each of standard output and standard error; what is beyond gets cut. */
  maxOutputBytes: number;
  /** Of the result as JSON, in characters; a larger one comes back as cut text. */
  maxResultCharacters: number;
  /** Of a program's source. */
  maxCodeBytes: number;
}

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** As it is written, where what is left out has its default. */
export type CodePolicyInput = { [Key in keyof CodePolicy]?: CodePolicy[Key] | undefined };

export const codePolicySchema: z.ZodType<CodePolicy, CodePolicyInput | undefined> = z
  .strictObject({
    timeoutMs: z.int().min(1).max(600_000).default(10_000),
    // WebAssembly addresses 4 GiB, the last page of which is never used.
    memoryBytes: z
      .int()
      .min(16 * mebibyte)
      .max(4096 * mebibyte - 64 * kibibyte)
      .default(256 * mebibyte),
    maxOutputBytes: z
      .int()
      .min(1)
      .max(64 * mebibyte)
      .default(64 * kibibyte),
    maxResultCharacters: z
      .int()
      .min(64)
      .max(64 * mebibyte)
      .default(64 * kibibyte),
    maxCodeBytes: z
      .int()
      .min(1)
      .max(64 * mebibyte)
      .default(256 * kibibyte),
  })
  .prefault({});
