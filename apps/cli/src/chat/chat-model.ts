import type {
  CallOptions,
  FinishReason,
  Message,
  ReasoningDeltaEvent,
  SamplingSettings,
  TextDeltaEvent,
  Timings,
  Usage,
} from '@tuneloop/protocol';

export interface ChatSettings {
  sampling: Pick<SamplingSettings, 'temperature' | 'topP' | 'seed'>;
  /** Tokens to generate at most. */
  maxTokens?: number | undefined;
}

export interface ChatRequest extends ChatSettings {
  messages: Message[];
}

/** Once, last. A server of somebody else's may leave out usage and timings; what it leaves out was not measured. */
export interface AnswerEndEvent {
  type: 'generation-end';
  finishReason: FinishReason;
  usage?: Usage | undefined;
  timings?: Partial<Timings> | undefined;
}

/** The part of `GenerationEvent` that a chat without tools can see, the same from a server and from this process. */
export type AnswerEvent = TextDeltaEvent | ReasoningDeltaEvent | AnswerEndEvent;

/** What answers: a running server, or a model that this process loaded. */
export interface ChatModel extends AsyncDisposable {
  /** The name of the model that answers. */
  readonly model: string;
  /** Where it runs, for people to read. */
  readonly location: string;
  /** Errors as of `LoadedModel.generate`, and `UPSTREAM_FAILED`. */
  generate(request: ChatRequest, options?: CallOptions): AsyncIterable<AnswerEvent>;
  /** Names that `select` takes. */
  list(): Promise<string[]>;
  /** Errors: `MODEL_NOT_FOUND`; the previous model stays selected. */
  select(name: string, options?: CallOptions): Promise<void>;
}
