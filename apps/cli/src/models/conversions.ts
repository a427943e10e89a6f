import { cp, rename, rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import {
  convertTrained,
  mergeAdapter,
  parseQuantizationType,
  readAdapterVariant,
  trainingConfigSchema,
} from '@tuneloop/lora';
import { TuneloopError } from '@tuneloop/protocol';
import { convertAdapter } from '@tuneloop/runtime';
import { openPythonTools } from '../training/python-tools.ts';
import type { Conversion, Written } from './conversion.ts';
import { findBase } from './find-base.ts';
import { findModelFile } from './find-model-file.ts';
import { adapterToOnnx, modelToOnnx } from './onnx-conversions.ts';
import { writeModel } from './write-model.ts';

export type SourceKind = 'adapter' | 'model' | 'gguf';

/** By what there is and what is wanted: `adapter gguf`. */
export const conversions: Readonly<Record<string, (conversion: Conversion) => Promise<Written>>> = {
  'adapter gguf': adapterToGguf,
  'adapter merged': adapterToModel,
  'model gguf': modelToGguf,
  'gguf safetensors': ggufToFolder,
  'adapter onnx': adapterToOnnx,
  'model onnx': modelToOnnx,
  'gguf onnx': modelToOnnx,
};

async function adapterToGguf(conversion: Conversion): Promise<Written> {
  const { platform, options, signal } = conversion;
  const { path, id } = await findBase(platform, options.base);
  const source = resolve(conversion.source);
  const name = basename(source);
  const output = resolve(options.output ?? `${name}.gguf`);
  if ((await readAdapterVariant(source)) !== 'dora') {
    try {
      await convertAdapter({ source, base: path, output, name, baseModel: id, signal });
      return { file: output, kind: 'adapter', method: 'direct' };
    } catch (error) {
      // Other architectures are known to the script of llama.cpp, which takes Python.
      if (!TuneloopError.isInstance(error) || error.code !== 'UNSUPPORTED') throw error;
    }
  }
  const tools = await openPythonTools(platform, { yes: options.yes, signal });
  return await convertTrained({
    run: {
      id: 'convert',
      folder: source,
      base: { type: 'gguf', path },
      config: trainingConfigSchema.parse({}),
      data: { train: '' },
    },
    result: { folder: source, tuning: 'lora' },
    baseGguf: path,
    base: await tools.baseFolder(path),
    python: tools.python,
    cacheFolder: tools.cacheFolder,
    output,
    name,
    errorBound: 1,
    signal,
  });
}

async function adapterToModel({ platform, source, options, signal }: Conversion): Promise<Written> {
  const adapter = resolve(source);
  const base = await findBase(platform, options.base);
  const tools = await openPythonTools(platform, { yes: options.yes, signal });
  const output = resolve(options.output ?? `${basename(adapter)}-merged`);
  const { folder } = await mergeAdapter({ ...tools, base: await tools.baseFolder(base.path), adapter, output, signal });
  return { file: folder, kind: 'model', method: 'merge' };
}

async function modelToGguf({ platform, source, options, signal }: Conversion): Promise<Written> {
  const type = parseQuantizationType(options.type);
  const model = resolve(source);
  const name = basename(model);
  const output = resolve(options.output ?? `${name}-${type}.gguf`);
  const tools = await openPythonTools(platform, { yes: options.yes, signal });
  return { ...(await writeModel({ tools, model, output, type, origin: { name }, signal })), kind: 'model' };
}

async function ggufToFolder({ platform, source, options, signal }: Conversion): Promise<Written> {
  const file = await findModelFile(platform, source);
  const output = resolve(options.output ?? basename(file).replace(/\.gguf$/i, ''));
  const tools = await openPythonTools(platform, { yes: options.yes, signal });
  const folder = await tools.baseFolder(file);
  const draft = `${output}.partial`;
  await rm(draft, { recursive: true, force: true });
  // The mark of our own cache is nothing of the model's.
  await cp(folder, draft, { recursive: true, filter: (path) => basename(path) !== 'complete' });
  await rename(draft, output);
  return { file: output, kind: 'model' };
}
