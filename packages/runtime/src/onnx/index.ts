export { createOnnxEngine } from './engine.ts';
export { onnxEngineOptionsSchema, type OnnxEngineOptions, type OnnxProvider } from './options.ts';
export { resolveGenaiLibrary, type ResolveLibraryOptions } from './library/resolve-library.ts';
export { findOnnxRuntime } from './library/find-onnxruntime.ts';
