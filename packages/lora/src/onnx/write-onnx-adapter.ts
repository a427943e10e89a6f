import { z } from 'zod';
import { pythonCall, type PythonCall } from '../export/python-call.ts';
import { runPython } from '../peft/run-python.ts';

export interface WriteOnnxAdapterOptions extends PythonCall {
  /** PEFT's folder: LoRA or rank-stabilised LoRA. */
  adapter: string;
  /** The genai folder that it is for, made with `loraSlots`. */
  model: string;
  /** The `.onnx_adapter`: written under a temporary name, then renamed. */
  output: string;
}

export interface OnnxAdapter {
  file: string;
  rank: number;
  alpha: number;
  /** How many modules of the base it changes. */
  modules: number;
  sizeBytes: number;
}

const resultSchema: z.ZodType<OnnxAdapter> = z
  .object({ file: z.string(), rank: z.int(), alpha: z.number(), modules: z.int(), size_bytes: z.int() })
  .transform(({ size_bytes: sizeBytes, ...rest }) => ({ ...rest, sizeBytes }));

/**
 * Converts an adapter for one genai folder. The factor (alpha / rank) is in its matrices.
 *
 * Errors: `ADAPTER_INVALID` (`details.reason`: `no_slots`, `base_mismatch`, `dora`, `kind`, `missing_tensor`),
 * `MODEL_NOT_FOUND`, `ABORTED`.
 */
export async function writeOnnxAdapter(options: WriteOnnxAdapterOptions): Promise<OnnxAdapter> {
  const { adapter, model, output } = options;
  return await runPython({
    ...pythonCall(options),
    command: 'genai_adapter',
    config: { adapter, model, output },
    result: resultSchema,
  });
}
