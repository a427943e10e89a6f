/** Which engine an adapter is for: `gguf` (with PEFT folders, which are converted) llama.cpp, `onnx` ONNX Runtime. */
export type AdapterFormat = 'gguf' | 'onnx';

/** Of file names. */
export const adapterEndings: Readonly<Record<AdapterFormat, string>> = { gguf: '.gguf', onnx: '.onnx_adapter' };

/** What a file's name says that it is. */
export function adapterFormatOf(path: string): AdapterFormat | undefined {
  const formats: AdapterFormat[] = ['gguf', 'onnx'];
  return formats.find((format) => path.toLowerCase().endsWith(adapterEndings[format]));
}
