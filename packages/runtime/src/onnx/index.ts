export { createOnnxEngine } from './engine.ts';
export { isEncoderFolder, readEncoderFolder, type EncoderFolder } from './encoder/encoder-folder.ts';
export { onnxEngineOptionsSchema, type OnnxEngineOptions, type OnnxProvider } from './options.ts';
export { resolveGenaiLibrary, type ResolveLibraryOptions } from './library/resolve-library.ts';
export { findOnnxRuntime } from './library/find-onnxruntime.ts';
export { checkGenaiProvider, checkProvider } from './library/execution-provider.ts';
