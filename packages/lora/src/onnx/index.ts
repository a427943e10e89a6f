export { cachedGenaiFolder, type CachedGenaiFolderOptions } from './cached-genai-folder.ts';
export { genaiPrecisions, parseGenaiPrecision, type GenaiPrecision } from './genai-precision.ts';
export { writeGenaiFolder, type GenaiFolder, type WriteGenaiFolderOptions } from './write-genai-folder.ts';
export { writeOnnxAdapter, type OnnxAdapter, type WriteOnnxAdapterOptions } from './write-onnx-adapter.ts';
