import { z } from 'zod';
import { runPython } from '../peft/run-python.ts';
import { requireSpace } from './disk-space.ts';
import { pythonCall, type PythonCall } from './python-call.ts';
import { weightBytes } from './weight-bytes.ts';

export interface MergeAdapterOptions extends PythonCall {
  /** The model as Hugging Face has it: the folder that the trainer read, or an id on the hub. */
  base: string;
  /** PEFT's folder. */
  adapter: string;
  /** The folder that is written (replaced where it is there): as `OUTPUT.partial` first, then renamed. */
  output: string;
  /** Of the file; left out: that of the base. */
  precision?: 'fp32' | 'bf16' | 'fp16' | undefined;
  /** Jinja, in place of the base's own. */
  chatTemplate?: string | undefined;
}

export interface MergeResult {
  folder: string;
  parameters: number;
  /** Python packages and their versions. */
  versions: Readonly<Record<string, string>>;
}

const resultSchema: z.ZodType<MergeResult> = z.object({
  folder: z.string(),
  parameters: z.int(),
  versions: z.record(z.string(), z.string()),
});

/**
 * Adds an adapter of any kind that PEFT can merge (LoRA, rsLoRA, DoRA) to its base: exact, and a model of its own in
 * safetensors with the tokenizer. Takes four bytes of memory a parameter.
 *
 * Errors: those of `runPython`: `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED`, `ADAPTER_INVALID`, `RESOURCE_EXHAUSTED` (memory,
 * disk), `ABORTED`.
 */
export async function mergeAdapter(options: MergeAdapterOptions): Promise<MergeResult> {
  const { base, adapter, output, precision, chatTemplate } = options;
  const needed = (await weightBytes(base)) * (precision === 'fp32' ? 2 : 1);
  await requireSpace(output, needed);
  return await runPython({
    ...pythonCall(options),
    command: 'merge',
    config: { base, adapter, output, precision: precision ?? 'base', chat_template: chatTemplate ?? null },
    result: resultSchema,
  });
}
