import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';

const fileNames: Readonly<Record<string, string>> = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
  win32: 'onnxruntime.dll',
};

/**
 * The library that the package onnxruntime-node brings. It is looked for before anything is loaded: ONNX Runtime GenAI
 * ends the process when it finds none.
 *
 * Errors: `UNSUPPORTED` telling how to install it.
 */
export async function findOnnxRuntime(
  platform: string = process.platform,
  architecture: string = process.arch,
  resolve: (specifier: string) => string = createRequire(import.meta.url).resolve,
): Promise<string> {
  const missing = (cause?: unknown): TuneloopError =>
    new TuneloopError(
      'UNSUPPORTED',
      'The ONNX engine needs the package onnxruntime-node with its library for this system. Run `npm install onnxruntime-node@1.30`.',
      { details: { platform, architecture }, cause },
    );
  const fileName = fileNames[platform];
  if (fileName === undefined) throw missing();
  let manifest: string;
  try {
    manifest = resolve('onnxruntime-node/package.json');
  } catch (cause) {
    throw missing(cause);
  }
  const path = join(dirname(manifest), 'bin', 'napi-v6', platform, architecture, fileName);
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw missing();
  return path;
}
