import { z } from 'zod';

/** Where an adapter comes from, for programs: enough to make it again, and to tell whether it is the same. */
export interface TrainingManifest {
  version: 1;
  /** Of the run. */
  id: string;
  name: string;
  /** ISO 8601, UTC; of the run. */
  createdAt: string;
  base: { name: string; sha256?: string | undefined };
  /** Of the rows as the trainer read them. `source`: for people. */
  data: {
    source?: string | undefined;
    rows?: number | undefined;
    validationRows?: number | undefined;
    trainSha256?: string | undefined;
    validationSha256?: string | undefined;
  };
  /** As it was trained; of paths the last part alone. */
  config: unknown;
  training?:
    | { steps: number; loss: number; evaluationLoss?: number | undefined; seconds: number; peakMemoryBytes: number }
    | undefined;
  /** What is served, and the hashes of the files that were trained (safetensors), by name. */
  output?:
    | {
        file: string;
        kind: string;
        method: string;
        sha256: string;
        sizeBytes: number;
        rank?: number | undefined;
        alpha?: number | undefined;
        error?: number | undefined;
        trained: Readonly<Record<string, string>>;
      }
    | undefined;
  parity?: unknown;
  metrics?: Readonly<Record<string, number>> | undefined;
  gate?: { passed: boolean; rule: string; reasons: readonly string[] } | undefined;
  /** Of Tuneloop, Python and its packages, llama.cpp. */
  versions: Readonly<Record<string, string>>;
}

const sha256 = z.string().regex(/^[\da-f]{64}$/);

export const trainingManifestSchema: z.ZodType<TrainingManifest> = z.object({
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  base: z.object({ name: z.string(), sha256: sha256.optional() }),
  data: z.object({
    source: z.string().optional(),
    rows: z.int().optional(),
    validationRows: z.int().optional(),
    trainSha256: sha256.optional(),
    validationSha256: sha256.optional(),
  }),
  config: z.unknown(),
  training: z
    .object({
      steps: z.int(),
      loss: z.number(),
      evaluationLoss: z.number().optional(),
      seconds: z.number(),
      peakMemoryBytes: z.number(),
    })
    .optional(),
  output: z
    .object({
      file: z.string(),
      kind: z.string(),
      method: z.string(),
      sha256,
      sizeBytes: z.int(),
      rank: z.number().optional(),
      alpha: z.number().optional(),
      error: z.number().optional(),
      trained: z.record(z.string(), sha256),
    })
    .optional(),
  parity: z.unknown().optional(),
  metrics: z.record(z.string(), z.number()).optional(),
  gate: z.object({ passed: z.boolean(), rule: z.string(), reasons: z.array(z.string()) }).optional(),
  versions: z.record(z.string(), z.string()),
});
