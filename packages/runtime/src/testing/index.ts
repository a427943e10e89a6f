export { testEngine } from './conformance.ts';
export type { EngineConformanceOptions } from './conformance/options.ts';
