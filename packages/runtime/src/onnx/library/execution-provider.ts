import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import type { OnnxProvider } from '../options.ts';

interface ProviderSupport {
  /** Node's names of the systems whose onnxruntime-node can have it, with the file that it lies in. */
  systems: Readonly<Record<string, string | undefined>>;
  advice: string;
}

const support: Readonly<Record<Exclude<OnnxProvider, 'cpu'>, ProviderSupport>> = {
  cuda: {
    systems: { 'linux-x64': 'libonnxruntime_providers_cuda.so' },
    advice:
      'It is for Linux on x64 with CUDA 12, and not in the package itself: run ' +
      '`npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12`',
  },
  dml: { systems: { 'win32-x64': 'DirectML.dll', 'win32-arm64': 'DirectML.dll' }, advice: 'It is for Windows' },
  coreml: { systems: { 'darwin-arm64': undefined }, advice: 'It is for macOS' },
};

/**
 * Tells before anything is loaded whether onnxruntime-node can compute with an execution provider.
 *
 * @param runtime path of its library.
 *
 * Errors: `UNSUPPORTED` telling what to do.
 */
export async function checkProvider(
  provider: OnnxProvider,
  runtime: string,
  system: string = `${process.platform}-${process.arch}`,
): Promise<void> {
  if (provider === 'cpu') return;
  const { systems, advice } = support[provider];
  const file = systems[system];
  if (system in systems && (file === undefined || (await isFile(join(dirname(runtime), file))))) return;
  throw new TuneloopError(
    'UNSUPPORTED',
    `onnxruntime-node has no execution provider "${provider}" here (${system}). ${advice}, or use "cpu".`,
    { details: { provider, system } },
  );
}

const cudaAddOns: Readonly<Record<string, string>> = {
  linux: 'libonnxruntime-genai-cuda.so',
  win32: 'onnxruntime-genai-cuda.dll',
};

/**
 * The same of ONNX Runtime GenAI, whose package for all systems has no CUDA.
 *
 * @param library its path.
 *
 * Errors: `UNSUPPORTED` telling what to do.
 */
export async function checkGenaiProvider(
  provider: OnnxProvider,
  library: string,
  platform: string = process.platform,
): Promise<void> {
  const addOn = provider === 'cuda' ? cudaAddOns[platform] : undefined;
  if (addOn === undefined || (await isFile(join(dirname(library), addOn)))) return;
  throw new TuneloopError(
    'UNSUPPORTED',
    `ONNX Runtime GenAI cannot use CUDA without ${addOn} beside ${library}. Unpack PyPI's onnxruntime-genai-cuda 0.18, ` +
      'and give the path of its library; or use "cpu".',
    { details: { provider, addOn } },
  );
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
