export { testEngine } from './conformance.ts';
export type { EngineConformanceOptions } from './conformance/options.ts';
export { writeTestAdapter, type TestAdapterOptions } from './adapters/test-adapter.ts';
export { writeTestPeftAdapter, type TestPeftAdapterOptions } from './adapters/peft-adapter.ts';
export { writeTestBaseModel } from './adapters/test-base-model.ts';
export { writeTestEncoder, type TestEncoderOptions } from './models/encoder.ts';
export { writeTestLanguageModel, type TestLanguageModelOptions } from './models/language-model.ts';
export type { TestArchitecture } from './models/test-architectures.ts';
export type { TestModelOptions } from './models/test-model-options.ts';
