import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseGenaiPrecision, writeGenaiFolder, type GenaiFolder, writeOnnxAdapter } from '@tuneloop/lora';
import { TuneloopError } from '@tuneloop/protocol';
import { createCountProgress } from '../terminal/count-progress.ts';
import { openPythonTools } from '../training/python-tools.ts';
import type { Conversion, Written } from './conversion.ts';
import { findModelFile } from './find-model-file.ts';

const extras = ['onnx', 'tensorboard'] as const;

/** A model's folder or a GGUF as the folder that ONNX Runtime GenAI loads. */
export async function modelToOnnx({ platform, source, options, signal }: Conversion): Promise<Written> {
  const precision = parseGenaiPrecision(options.precision);
  const isFolder = (await stat(source).catch(() => undefined))?.isDirectory() === true;
  const model = isFolder ? resolve(source) : await findModelFile(platform, source);
  const name = basename(model).replace(/\.gguf$/i, '');
  const output = resolve(options.output ?? `${name}-${precision}-onnx`);
  const { python, baseFolder } = await openPythonTools(platform, { yes: options.yes, extras, signal });
  const progress = createCountProgress(process.stderr, 'Converting');
  const write = (from: string): Promise<GenaiFolder> =>
    writeGenaiFolder({
      python,
      model: from,
      output,
      precision,
      loraSlots: options.loraSlots,
      signal,
      onProgress: ({ completed, total }) => progress.update(completed, total),
    });
  try {
    const { folder, sizeBytes } = await write(model).catch(async (error: unknown) => {
      const isUnknown = TuneloopError.isInstance(error) && error.details?.['reason'] === 'architecture';
      if (isFolder || !isUnknown || options.loraSlots === true) throw error;
      // The builder of ONNX Runtime GenAI knows more families, and reads folders alone.
      return await write(await baseFolder(model));
    });
    return { file: folder, kind: 'model', sizeBytes };
  } finally {
    progress.stop();
  }
}

/** PEFT's folder as the file that one such folder takes. */
export async function adapterToOnnx({ platform, source, options, signal }: Conversion): Promise<Written> {
  if (options.base === undefined) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      'An adapter in ONNX is for one folder: name it with --base. `tuneloop convert MODEL --to onnx --lora-slots` makes it.',
    );
  }
  const adapter = resolve(source);
  const output = resolve(options.output ?? `${basename(adapter)}.onnx_adapter`);
  const { python } = await openPythonTools(platform, { yes: options.yes, extras, signal });
  const { file, sizeBytes } = await writeOnnxAdapter({
    python,
    adapter,
    model: resolve(options.base),
    output,
    signal,
  });
  return { file, kind: 'adapter', sizeBytes };
}
