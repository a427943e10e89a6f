export * from './config/index.ts';
export { prepareEarlierRows, type PrepareEarlierRowsOptions } from './data/prepare-earlier-rows.ts';
export { prepareData, type PrepareDataOptions, type PreparedData } from './data/prepare-data.ts';
export * from './distributed/index.ts';
export type {
  DriverProbe,
  DriverProblem,
  TrainingBase,
  TrainingDriver,
  TrainingRun,
  TrainOptions,
} from './driver/training-driver.ts';
export type { TrainingEvent, TrainingResult } from './driver/training-event.ts';
export type {
  CollectResult,
  ConvertResult,
  EvaluationResult,
  GateResult,
  ParityResult,
  PrepareResult,
  PublishResult,
  RunResults,
  TrainingPlan,
} from './run/step-results.ts';
export {
  parseQuantizationType,
  quantizationTypes,
  type QuantizationType,
} from './export/quantize/quantization-types.ts';
export { quantizeAwq, type AwqModel, type QuantizeAwqOptions } from './export/quantize/quantize-awq.ts';
export { quantizeGguf, type QuantizeOptions, type QuantizeResult } from './export/quantize/quantize-gguf.ts';
export * from './registry/index.ts';
export * from './evaluation/index.ts';
export * from './gate/index.ts';
export { convertTrained, type ConvertTrainedOptions } from './export/convert-trained.ts';
export { lowRankAdapter, type LowRankAdapter, type LowRankAdapterOptions } from './export/low-rank-adapter.ts';
export { mergeAdapter, type MergeAdapterOptions, type MergeResult } from './export/merge-adapter.ts';
export type { ModelOrigin } from './export/model-origin.ts';
export type { PythonCall } from './export/python-call.ts';
export { writeModelGguf, type WriteModelGgufOptions } from './export/write-model-gguf.ts';
export * from './report/index.ts';
export * from './inspection/index.ts';
export * from './plan/index.ts';
export { checkParity, defaultParityMargin, type CheckParityOptions } from './parity/check-parity.ts';
export type { Divergence } from './parity/divergence.ts';
export { readParityPrompts, type ParityMessage, type ParityPrompt } from './parity/parity-prompts.ts';
export * from './deploy/index.ts';
export type { RunDescription } from './export/card/describe-run.ts';
export { trainingManifestSchema, type TrainingManifest } from './export/card/training-manifest.ts';
export { writeManifest } from './export/card/write-manifest.ts';
export { writeModelCard } from './export/card/write-model-card.ts';
export { readAdapterVariant } from './export/adapter-variant.ts';
export * from './llama-cpp/index.ts';
export * from './onnx/index.ts';
