import { rm } from 'node:fs/promises';
import { quantizeGguf, writeModelGguf, type ModelOrigin, type QuantizationType } from '@tuneloop/lora';
import { createCountProgress } from '../terminal/count-progress.ts';
import { notice } from '../notice.ts';
import type { PythonTools } from '../training/python-tools.ts';

export interface WriteModelOptions {
  tools: PythonTools;
  /** As Hugging Face has it. */
  model: string;
  output: string;
  type: QuantizationType;
  baseGguf?: string | undefined;
  origin: ModelOrigin;
  signal: AbortSignal;
}

/** Those that a folder's weights are written in directly; others are made of F16. */
const direct: Readonly<Partial<Record<QuantizationType, 'f16' | 'bf16' | 'f32'>>> = {
  F16: 'f16',
  BF16: 'bf16',
  F32: 'f32',
};

/** Writes a model's folder as a GGUF whose weights are of `type`. */
export async function writeModel(options: WriteModelOptions): Promise<{ file: string; sizeBytes: number }> {
  const { tools, model, output, type, baseGguf, origin, signal } = options;
  const { python, cacheFolder } = tools;
  notice('Writing the model as GGUF …');
  const common = { python, cacheFolder, model, baseGguf, origin, signal };
  const precision = direct[type];
  if (precision !== undefined) return await writeModelGguf({ ...common, output, precision });
  const whole = `${output}.f16`;
  const progress = createCountProgress(process.stderr, 'Quantising');
  try {
    await writeModelGguf({ ...common, output: whole });
    const onProgress = ({ completed, total }: { completed: number; total: number }): void =>
      progress.update(completed, total);
    return await quantizeGguf({ input: whole, output, type, signal, onProgress });
  } finally {
    progress.stop();
    await rm(whole, { force: true });
  }
}
