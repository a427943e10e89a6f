import { TuneloopError } from '@tuneloop/protocol';
import type { Llama, LlamaContext, LlamaGrammar, LlamaModel } from 'node-llama-cpp';

/**
 * The one place that reaches into private parts of node-llama-cpp. Its public API gives each sequence a generator of
 * its own; deciding which tokens share a batch, sampling without a promise chain per token and copying KV between
 * sequences need the layer below. Every part is checked for before it is used.
 */

/** A position in the last decoded batch whose logits were asked for. */
export type LogitIndex = number;

/** The addon's sampler settings; what is left out is off. */
export interface NativeSamplerConfig {
  temperature: number;
  topK: number;
  topP: number;
  minP: number;
  seed: number;
  xtcProbability?: number;
  xtcThreshold?: number;
  repeatPenalty?: number;
  repeatPenaltyMaxTokens?: number;
  repeatPenaltyTokens?: Uint32Array;
  repeatPenaltyPresencePenalty?: number;
  repeatPenaltyFrequencyPenalty?: number;
  dryRepeatPenaltyStrength?: number;
  dryRepeatPenaltyBase?: number;
  dryRepeatPenaltyAllowedLength?: number;
  dryRepeatPenaltyLastTokens?: number;
  dryRepeatPenaltySequenceBreakers?: string[];
  tokenBiasKeys?: Uint32Array;
  tokenBiasValues?: Float32Array;
  grammarEvaluationState?: object;
}

export interface NativeSampler {
  applyConfig(config: NativeSamplerConfig): void;
  dispose(): void;
}

/** Which logits to return: those of `tokens`, and of the `top` likeliest; `[tokens, max, min, selected, top]`. */
type LogitFilter = [tokens: number[], max: boolean, min: boolean, selected: boolean, top: number];

export interface NativeContext {
  initBatch(size: number): void;
  addToBatch(sequence: number, firstPosition: number, tokens: Uint32Array, logitsAt: Uint32Array): Uint32Array;
  decodeBatch(): Promise<void>;
  /** The token, or -1 when nothing can follow (a grammar that is at its end). */
  sampleToken(index: LogitIndex, sampler: NativeSampler): Promise<number>;
  sampleToken(
    index: LogitIndex,
    sampler: NativeSampler,
    probabilities: false,
    confidence: false,
    logits: LogitFilter,
    totalLogitWeight: true,
  ): Promise<[token: number, unknown, unknown, logits: number[], totalWeight: number]>;
  disposeSequence(sequence: number): void;
  removeTokenCellsFromSequence(sequence: number, start: number, end: number): boolean;
  /** Adds `delta` to the positions from `start` to `end`. */
  shiftSequenceTokenCells(sequence: number, start: number, end: number, delta: number): void;
  getSequenceKvCacheMinPosition(sequence: number): number;
  /** The highest position that was copied. */
  copySequenceStateFromOtherSequence(target: number, source: number): Promise<number>;
  /** Bytes that were written. */
  saveSequenceStateToFile(path: string, sequence: number, tokens: Uint32Array): Promise<number>;
  /** The tokens that the file names. What a damaged file does to the process is llama.cpp's choice: check it before. */
  loadSequenceStateFromFile(path: string, sequence: number, mostTokens: number): Promise<Uint32Array>;
}

export interface NativeModel {
  tokenize(text: string, specialTokens: boolean): Uint32Array;
  detokenize(tokens: Uint32Array, specialTokens: boolean): string;
  getTokenString(token: number): string;
  getTokenAttributes(token: number): number;
  isEogToken(token: number): boolean;
  tokenBos(): number;
  tokenEos(): number;
  shouldPrependBosToken(): boolean;
  getVocabularyType(): number;
}

interface PrivateLlama {
  _bindings: {
    AddonSampler: new (model: NativeModel) => NativeSampler;
    AddonGrammarEvaluationState: new (model: NativeModel, grammar: object) => object;
  };
}

const contextMethods: (keyof NativeContext)[] = [
  'initBatch',
  'addToBatch',
  'decodeBatch',
  'sampleToken',
  'disposeSequence',
  'removeTokenCellsFromSequence',
  'shiftSequenceTokenCells',
  'getSequenceKvCacheMinPosition',
  'copySequenceStateFromOtherSequence',
  'saveSequenceStateToFile',
  'loadSequenceStateFromFile',
];

const modelMethods: (keyof NativeModel)[] = [
  'tokenize',
  'detokenize',
  'getTokenString',
  'getTokenAttributes',
  'isEogToken',
  'tokenBos',
  'tokenEos',
  'shouldPrependBosToken',
  'getVocabularyType',
];

/** Throws `UNSUPPORTED` when the installed node-llama-cpp is laid out differently. */
export function nativeContext(context: LlamaContext): NativeContext {
  return checkedPart((context as unknown as { _ctx?: NativeContext })._ctx, contextMethods);
}

/** Throws `UNSUPPORTED` when the installed node-llama-cpp is laid out differently. */
export function nativeModel(model: LlamaModel): NativeModel {
  return checkedPart((model as unknown as { _model?: NativeModel })._model, modelMethods);
}

export function createSampler(llama: Llama, model: NativeModel): NativeSampler {
  return new (llama as unknown as PrivateLlama)._bindings.AddonSampler(model);
}

/** Follows one output through `grammar`; use a new one for each generation. */
export function createGrammarState(llama: Llama, model: NativeModel, grammar: LlamaGrammar): object {
  const { _grammar } = grammar as unknown as { _grammar: object };
  return new (llama as unknown as PrivateLlama)._bindings.AddonGrammarEvaluationState(model, _grammar);
}

/** Throws `UNSUPPORTED` when the part or one of its methods is not there. */
export function checkedPart<T extends object>(part: T | undefined, methods: (keyof T)[]): T {
  const missing = methods.filter((method) => typeof part?.[method] !== 'function');
  if (part === undefined || missing.length > 0) {
    throw new TuneloopError(
      'UNSUPPORTED',
      'The installed node-llama-cpp does not fit this version of Tuneloop. Install node-llama-cpp 3.22.',
      { details: { missing } },
    );
  }
  return part;
}
