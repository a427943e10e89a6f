export { createLlamaCppEngine } from './engine.ts';
export { llamaCppEngineOptionsSchema, type LlamaCppEngineOptions } from './options.ts';
export { defaultSampling } from '../sampling/index.ts';
