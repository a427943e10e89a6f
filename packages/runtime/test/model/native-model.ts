import { getLlama, LlamaLogLevel, type Llama, type LlamaContext, type LlamaModel } from 'node-llama-cpp';
import { Batcher, type BatcherEvent, type BatcherOptions } from '../../src/llama-cpp/core/batcher.ts';
import { createSampler, nativeContext, nativeModel, type NativeContext } from '../../src/llama-cpp/core/binding.ts';
import type { CoreEvent, CoreRequest } from '../../src/hosting/core-request.ts';
import { SamplerPool } from '../../src/llama-cpp/core/sampler-pool.ts';
import { createVocabulary, type Vocabulary } from '../../src/llama-cpp/core/vocabulary.ts';
import { embeddedModelPath } from '../embedded-model-path.ts';

/** The embedded model in this process, for tests that look below the engine. One thread, so that runs repeat. */
export interface OpenedModel extends AsyncDisposable {
  llama: Llama;
  model: LlamaModel;
  vocabulary: Vocabulary;
  createContext(sequences: number): Promise<LlamaContext>;
}

const contextSize = 1024;
export const batchSize = 512;

export async function openModel(): Promise<OpenedModel> {
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
  });
  const model = await llama.loadModel({ modelPath: await embeddedModelPath() });
  return {
    llama,
    model,
    vocabulary: createVocabulary(nativeModel(model), model.fileInfo.metadata.tokenizer.ggml.tokens.length),
    createContext: (sequences) =>
      model.createContext({ sequences, contextSize, batchSize, threads: 1, flashAttention: true }),
    [Symbol.asyncDispose]: () => model.dispose(),
  };
}

/** One decode step as the native library saw it. */
export interface DecodedStep {
  /** Tokens of each sequence. */
  tokens: Map<number, number>;
}

export interface Recorded {
  batcher: Batcher;
  steps: DecodedStep[];
  /** Resolves with the text and the last event. */
  run(
    request: Partial<CoreRequest> & Pick<CoreRequest, 'id' | 'prompt'>,
    onEvent?: (event: CoreEvent) => void,
  ): Promise<Outcome>;
}

export interface Outcome {
  text: string;
  last: CoreEvent | { type: 'error'; error: Error };
  cachedTokens: number;
}

/** A batcher whose native calls are written down on their way. */
export function recordBatcher(
  opened: OpenedModel,
  context: LlamaContext,
  sequences: number,
  options: Pick<BatcherOptions, 'speculation'> = {},
): Recorded {
  const steps: DecodedStep[] = [];
  const listeners = new Map<string, (event: BatcherEvent) => void>();
  const native = nativeContext(context);
  const recording: NativeContext = {
    ...boundMethods(native),
    initBatch: (size) => {
      steps.push({ tokens: new Map() });
      native.initBatch(size);
    },
    addToBatch: (sequence, position, tokens, logitsAt) => {
      steps.at(-1)!.tokens.set(sequence, tokens.length);
      return native.addToBatch(sequence, position, tokens, logitsAt);
    },
  };
  const batcher = new Batcher({
    llama: opened.llama,
    model: nativeModel(opened.model),
    context: recording,
    vocabulary: opened.vocabulary,
    samplers: new SamplerPool(() => createSampler(opened.llama, nativeModel(opened.model))),
    sequences,
    contextSize,
    batchSize,
    divisible: true,
    shiftable: true,
    ...options,
    compileGrammar: (grammar) => opened.llama.createGrammar({ grammar }),
    onEvents: (events) => events.forEach((event) => listeners.get(event.id)?.(event)),
  });
  return {
    batcher,
    steps,
    run: (request, onEvent) =>
      new Promise((resolve) => {
        let text = '';
        let cachedTokens = 0;
        listeners.set(request.id, (entry) => {
          if ('error' in entry) return resolve({ text, cachedTokens, last: { type: 'error', error: entry.error } });
          const { event } = entry;
          onEvent?.(event);
          if (event.type === 'text') text += event.text;
          if (event.type === 'start') cachedTokens = event.cachedTokens;
          if (event.type === 'end' || event.type === 'cancelled') resolve({ text, cachedTokens, last: event });
        });
        batcher.start({ sampling: { temperature: 0 }, reusePrefix: true, maxTokens: 32, ...request });
      }),
  };
}

function boundMethods(native: NativeContext): NativeContext {
  const call = (name: keyof NativeContext) => (native[name] as (...args: unknown[]) => unknown).bind(native);
  return {
    decodeBatch: call('decodeBatch'),
    sampleToken: call('sampleToken'),
    disposeSequence: call('disposeSequence'),
    removeTokenCellsFromSequence: call('removeTokenCellsFromSequence'),
    shiftSequenceTokenCells: call('shiftSequenceTokenCells'),
    getSequenceKvCacheMinPosition: call('getSequenceKvCacheMinPosition'),
    copySequenceStateFromOtherSequence: call('copySequenceStateFromOtherSequence'),
    saveSequenceStateToFile: call('saveSequenceStateToFile'),
    loadSequenceStateFromFile: call('loadSequenceStateFromFile'),
  } as NativeContext;
}

export function chatPrompt(question: string, system = 'You are a helpful assistant.'): CoreRequest['prompt'] {
  const turn = (role: string, content: string): string => `<|im_start|>${role}\n${content}<|im_end|>\n`;
  return [{ control: true, text: `${turn('system', system)}${turn('user', question)}<|im_start|>assistant\n` }];
}
