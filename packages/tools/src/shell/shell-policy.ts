import { z } from 'zod';

/** What one shell command may use and cost. Folders are those of the file policy. */
export interface ShellPolicy {
  /** How long a command may run, in ms; the limit of the whole call holds as well. */
  timeoutMs: number;
  /** Of each of standard output and standard error; what is beyond gets cut. */
  maxOutputBytes: number;
  maxCommandCharacters: number;
  /** Address space of each process of a command. */
  memoryBytes: number;
  /** Of one command at the same time. The kernel holds root to no such limit. */
  maxProcesses: number;
  /** Absolute folders in which programs are looked for (`PATH`); they may be read and never written. */
  path: readonly string[];
  /** Variables of a command's environment. It gets none of this process's own. */
  environment: Readonly<Record<string, string>>;
}

/** As it is written, where what is left out has its default. */
export type ShellPolicyInput = { [Key in keyof ShellPolicy]?: ShellPolicy[Key] | undefined };

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

export const shellPolicySchema: z.ZodType<ShellPolicy, ShellPolicyInput | undefined> = z
  .strictObject({
    timeoutMs: z.int().min(1).max(3_600_000).default(20_000),
    maxOutputBytes: z
      .int()
      .min(1)
      .max(64 * mebibyte)
      .default(64 * kibibyte),
    maxCommandCharacters: z.int().min(1).max(100_000).default(10_000),
    memoryBytes: z
      .int()
      .min(16 * mebibyte)
      .default(4096 * mebibyte),
    maxProcesses: z.int().min(8).max(1_000_000).default(256),
    path: z
      .array(z.string().regex(/^\/[^:\0]*$/, 'must be an absolute path without ":"'))
      .min(1)
      .default(['/usr/local/bin', '/usr/bin', '/bin']),
    environment: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a variable'), z.string().regex(/^[^\0]*$/))
      .default({}),
  })
  .prefault({});
