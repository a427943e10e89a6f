import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { quantizeAwq, type AwqModel } from '@tuneloop/lora';
import type { Platform } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { notice } from '../notice.ts';
import { openPythonTools } from '../training/python-tools.ts';
import { findModelFile } from './find-model-file.ts';

export interface QuantizeToAwq {
  platform: Platform;
  /** A model's folder, or a GGUF. */
  source: string;
  data?: string | undefined;
  samples?: number | undefined;
  output?: string | undefined;
  threads?: number | undefined;
  yes?: boolean | undefined;
  signal: AbortSignal;
}

/** A model in 4 bits for vLLM. */
export async function quantizeToAwq(options: QuantizeToAwq): Promise<AwqModel> {
  const { platform, source, data, samples, threads, yes, signal } = options;
  if (data === undefined) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      'AWQ watches the model at work to see which weights count: name rows with --calibration, such as those that it was trained on.',
    );
  }
  const isFolder = (await stat(source).catch(() => undefined))?.isDirectory() === true;
  const found = isFolder ? resolve(source) : await findModelFile(platform, source);
  const output = resolve(options.output ?? `${basename(found).replace(/\.gguf$/i, '')}-awq`);
  const tools = await openPythonTools(platform, { yes, extras: ['awq', 'tensorboard'], signal });
  const model = isFolder ? found : await tools.baseFolder(found);
  const said = new Set<string>();
  return await quantizeAwq({
    python: tools.python,
    model,
    output,
    data: resolve(data),
    samples,
    threads,
    signal,
    onStep: (step) => {
      const text = steps[step];
      if (text === undefined || said.has(text)) return;
      said.add(text);
      notice(`${text} …`);
    },
  });
}

const steps: Readonly<Record<string, string>> = {
  load: 'Reading the weights',
  train: 'Quantising, layer after layer',
  save: 'Writing the model',
};
