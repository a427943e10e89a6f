export { createLlamaCppEngine } from './engine.ts';
export { llamaCppEngineOptionsSchema, type LlamaCppEngineOptions } from './options.ts';
export { defaultSampling } from './core/sampler-config.ts';
