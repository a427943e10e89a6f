import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { interruptible } from '../interrupts.ts';
import type { ConversionOptions } from '../models/conversion.ts';
import { conversions, type SourceKind } from '../models/conversions.ts';
import { notice, printJson } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';

export interface ConvertOptions extends ConversionOptions {
  to: string;
  json?: boolean;
}

export async function convert(source: string, options: ConvertOptions): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const kind = await kindOf(source);
  const conversion = conversions[`${kind} ${options.to}`];
  if (conversion === undefined) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `${source} is ${described[kind]}, which cannot be converted to ${JSON.stringify(options.to)}. From PEFT's folder: gguf, merged, onnx; from a model's folder: gguf, onnx; from a .gguf: safetensors, onnx.`,
    );
  }
  const written = await interruptible((signal) => conversion({ platform, source, options, signal }));
  if (options.json) {
    printJson(written);
    return;
  }
  process.stdout.write(`${written.file}\n`);
  const { method, error } = written;
  if (method === 'svd' && error !== undefined) {
    notice(`Of what was trained ${Math.round(error * 100)} % is lost in this form. --to merged loses nothing.`);
  }
}

const described: Readonly<Record<SourceKind, string>> = {
  adapter: 'an adapter as PEFT saves it',
  model: "a model's folder",
  gguf: "not a folder, and is taken for a model's .gguf",
};

async function kindOf(source: string): Promise<SourceKind> {
  const has = async (name: string): Promise<boolean> =>
    (await stat(join(source, name)).catch(() => undefined)) !== undefined;
  if (await has('adapter_config.json')) return 'adapter';
  if (await has('config.json')) return 'model';
  if ((await stat(source).catch(() => undefined))?.isDirectory() === true) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `${source} is neither an adapter as PEFT saves it (it has no adapter_config.json) nor a model's folder (no config.json). Give the folder that a training or a model's download made, or a .gguf.`,
    );
  }
  return 'gguf';
}
