import {
  TuneloopError,
  type EmbedRequest,
  type GenerateRequest,
  type GenerationEndEvent,
  type GenerationEvent,
  type LoadedModel,
  type ModelInfo,
} from '@tuneloop/protocol';

const usage: GenerationEndEvent['usage'] = {
  promptTokens: 10,
  cachedTokens: 4,
  completionTokens: 3,
  reasoningTokens: 1,
};
const timings: GenerationEndEvent['timings'] = {
  queueMs: 1,
  prefillMs: 3,
  timeToFirstTokenMs: 5,
  decodeMs: 6,
  totalMs: 11,
};

export function start(id = 'one'): GenerationEvent {
  return { type: 'generation-start', id, model: 'stub', promptTokens: 10, cachedTokens: 4 };
}

export function text(value: string): GenerationEvent {
  return { type: 'text-delta', text: value };
}

export function end(finishReason: GenerationEndEvent['finishReason'] = 'stop'): GenerationEndEvent {
  return { type: 'generation-end', finishReason, usage, timings };
}

export type Script = (request: GenerateRequest, signal: AbortSignal) => AsyncIterable<GenerationEvent>;

export interface StubModel extends LoadedModel {
  requests: GenerateRequest[];
  embedRequests: EmbedRequest[];
  /** Generations that have begun and not ended. */
  running(): number;
  disposed(): boolean;
}

/** Says "Hello" and " there"; it knows nothing that its test does not tell it. */
export function createStubModel(
  options: { script?: Script; info?: Partial<ModelInfo>; embed?: LoadedModel['embed'] } = {},
): StubModel {
  const script: Script = options.script ?? (() => play([start(), text('Hello'), text(' there'), end()]));
  const requests: GenerateRequest[] = [];
  const embedRequests: EmbedRequest[] = [];
  let running = 0;
  let disposed = false;
  return {
    requests,
    embedRequests,
    running: () => running,
    disposed: () => disposed,
    info: {
      id: 'stub',
      engine: 'stub',
      contextSize: 1024,
      slots: 4,
      queueLimit: 8,
      capabilities: {
        generate: true,
        embed: true,
        rerank: false,
        infill: false,
        images: true,
        tools: true,
        reasoning: true,
      },
      choices: [],
      ...options.info,
    },
    async *generate(request, { signal = new AbortController().signal } = {}) {
      requests.push(request);
      running += 1;
      try {
        yield* script(request, signal);
      } finally {
        running -= 1;
      }
    },
    embed: async (request, callOptions) => {
      embedRequests.push(request);
      if (options.embed) return options.embed(request, callOptions);
      const embeddings = request.inputs.map((_, index) => new Float32Array([0.5, -0.25, index]));
      return { embeddings, usage: { promptTokens: 7 } };
    },
    rerank: async () => Promise.reject(new Error('The stub does not rank.')),
    countTokens: async () => 10,
    status: async () => ({ activeRequests: running, queuedRequests: 0 }),
    [Symbol.asyncDispose]: async () => {
      disposed = true;
    },
  };
}

export async function* play(events: readonly GenerationEvent[]): AsyncGenerator<GenerationEvent> {
  for (const event of events) yield event;
}

/** Resolves never, rejects when `signal` is aborted. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(new TuneloopError('ABORTED', 'The caller cancelled.'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
