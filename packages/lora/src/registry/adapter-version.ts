import { z } from 'zod';

/** What an adapter was trained on. */
export interface AdapterBase {
  /** A model's reference or id, for people and for finding it again. */
  reference: string;
  /** Of its file, lower-case hexadecimal, where it is one. */
  sha256?: string | undefined;
}

/** One version of an adapter: written once, never changed. */
export interface AdapterRecord {
  name: string;
  /** 1, 2, … for each name; never given twice. */
  version: number;
  /** SHA-256 of `adapter.gguf`, lower-case hexadecimal. */
  sha256: string;
  sizeBytes: number;
  /** ISO 8601. */
  createdAt: string;
  architecture: string;
  rank: number;
  /** Left out: the adapter counts as it is. */
  alpha?: number | undefined;
  /** Left out where nobody knows, as of a file that somebody brought. */
  base?: AdapterBase | undefined;
  /** The training that it came from. */
  run?: string | undefined;
  /** The version whose weights the training began with. */
  continuedFrom?: { name: string; version: number } | undefined;
  /** What its evaluation measured. */
  metrics: Record<string, number>;
}

/** `refused`: its gate did; `retired`: it was live once; `candidate`: none of it yet. */
export type AdapterState = 'candidate' | 'live' | 'refused' | 'retired';

export interface RegisteredVersion extends AdapterRecord {
  state: AdapterState;
  /** Why it was refused: one sentence for each condition. */
  reasons: readonly string[];
  /** Absolute; what is in it never changes. */
  folder: string;
  /** Absolute; the adapter itself. */
  file: string;
}

const sha256Schema: z.ZodType<string> = z.string().regex(/^[\da-f]{64}$/);
export const versionSchema: z.ZodType<number> = z.int().positive();

export const adapterRecordSchema: z.ZodType<AdapterRecord> = z.object({
  name: z.string(),
  version: versionSchema,
  sha256: sha256Schema,
  sizeBytes: z.int().positive(),
  createdAt: z.iso.datetime(),
  architecture: z.string(),
  rank: z.int().positive(),
  alpha: z.number().optional(),
  base: z.object({ reference: z.string(), sha256: sha256Schema.optional() }).optional(),
  run: z.string().optional(),
  continuedFrom: z.object({ name: z.string(), version: versionSchema }).optional(),
  metrics: z.record(z.string(), z.number()),
});
