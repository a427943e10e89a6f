import { z } from 'zod';
import type { Given } from './given.ts';
import { globSchema } from '../paths/glob-schema.ts';

/** What the file tools may touch. Secrets and protected paths win over every root. */
export interface FilePolicy {
  /** Absolute folders; given, nothing outside of them is read or written. Without it, everything that is not protected. */
  allowedRoots?: readonly string[] | undefined;
  /** Absolute folders that may be read (also outside of `allowedRoots`), but never written. */
  readOnlyRoots: readonly string[];
  /** Absolute paths that are never touched, with all below them, beside those of the operating system. */
  protectedPaths: readonly string[];
  /** Refuse what usually holds secrets: `.env`, private keys, `~/.ssh` and their like. */
  protectSecrets: boolean;
  /** Further names of files and folders that hold secrets, such as `*.vault`. */
  secretNames: readonly string[];
  /** The largest file that is read. */
  maxReadBytes: number;
  /** The largest text that is written. */
  maxWriteBytes: number;
  /** The largest file that is copied, where moving to another volume needs it too. */
  maxCopyBytes: number;
  /** Hits of a search. */
  maxResults: number;
  /** Files and folders that one call looks at. */
  maxEntries: number;
  /** Levels of folders that one call goes down. */
  maxDepth: number;
}

const mebibyte = 1024 * 1024;

/** As the operating system of any machine writes an absolute path; the guard checks it for the one it runs on. */
const absolutePath = z
  .string()
  .regex(/^(?:\/|[A-Za-z]:[\\/])/, 'must be an absolute path')
  .refine((path) => !path.includes('\0'), 'must not contain NUL');

export const filePolicySchema: z.ZodType<FilePolicy, Given<FilePolicy> | undefined> = z
  .strictObject({
    allowedRoots: z.array(absolutePath).optional(),
    readOnlyRoots: z.array(absolutePath).default([]),
    protectedPaths: z.array(absolutePath).default([]),
    protectSecrets: z.boolean().default(true),
    secretNames: z.array(globSchema).default([]),
    maxReadBytes: z
      .int()
      .min(1)
      .max(64 * mebibyte)
      .default(mebibyte),
    maxWriteBytes: z
      .int()
      .min(1)
      .max(64 * mebibyte)
      .default(mebibyte),
    maxCopyBytes: z
      .int()
      .min(1)
      .default(1024 * mebibyte),
    maxResults: z.int().min(1).max(10_000).default(100),
    maxEntries: z.int().min(1).max(10_000_000).default(100_000),
    maxDepth: z.int().min(1).max(128).default(64),
  })
  .prefault({});
