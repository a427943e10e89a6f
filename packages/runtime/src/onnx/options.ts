import { z } from 'zod';

export interface OnnxEngineOptions {
  /** The folder that ONNX Runtime GenAI is fetched into when it is not there. */
  libraryFolder: string;
  /** A build of ONNX Runtime GenAI 0.18 to use instead. */
  libraryPath?: string | undefined;
  /** Fetch nothing. */
  offline?: boolean | undefined;
  /** Requests under way at the same time, which take turns; by default 4. */
  slots?: number | undefined;
  /** Requests that may wait; by default 64. */
  queueLimit?: number | undefined;
  /** How long a request may wait, in ms; left out, for ever. */
  queueWaitMs?: number | undefined;
  /** Tokens of each request, prompt and output together; by default the model's own as far as memory allows. */
  contextSize?: number | undefined;
  /** By default the cores but one. */
  threads?: number | undefined;
  /** What computes; all but `cpu` need a build of ONNX Runtime that has it. By default `cpu`. */
  provider?: OnnxProvider | undefined;
  /** Lets outputs with a `maxTokens` go on in a full context, where requests do not say otherwise. Off by default. */
  contextShift?: boolean | undefined;
}

/** Execution providers, as the library calls them. */
export type OnnxProvider = 'cpu' | 'cuda' | 'dml' | 'coreml';

export const onnxEngineOptionsSchema: z.ZodType<OnnxEngineOptions> = z.strictObject({
  libraryFolder: z.string().min(1),
  libraryPath: z.string().min(1).optional(),
  offline: z.boolean().optional(),
  slots: z.number().int().min(1).max(256).optional(),
  queueLimit: z.number().int().min(0).max(100_000).optional(),
  queueWaitMs: z.number().int().min(1).max(2_147_483_647).optional(),
  contextSize: z.number().int().min(64).optional(),
  threads: z.number().int().min(1).max(1024).optional(),
  provider: z.enum(['cpu', 'cuda', 'dml', 'coreml']).optional(),
  contextShift: z.boolean().optional(),
});
