export { testEngine } from './conformance.ts';
export type { EngineConformanceOptions } from './conformance/options.ts';
export { writeTestAdapter, type TestAdapterOptions } from './adapters/test-adapter.ts';
export { writeTestPeftAdapter, type TestPeftAdapterOptions } from './adapters/peft-adapter.ts';
export { writeTestBaseModel } from './adapters/test-base-model.ts';
