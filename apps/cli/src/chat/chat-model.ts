import type {
  CallOptions,
  FinishReason,
  Message,
  RatingValue,
  ReasoningDeltaEvent,
  SamplingSettings,
  TextDeltaEvent,
  Timings,
  ToolCall,
  ToolResult,
  Usage,
} from '@tuneloop/protocol';
import type { ServerControl } from './lab/server-control.ts';
import type { StoredConversations } from './stored-conversations.ts';
import type { Approve } from './tools/approval.ts';
import type { ToolListing } from './tools/tool-listing.ts';

export interface ChatSettings {
  sampling: Pick<SamplingSettings, 'temperature' | 'topP' | 'seed'>;
  /** Tokens to generate at most. */
  maxTokens?: number | undefined;
}

export interface ChatRequest extends ChatSettings {
  messages: Message[];
  /** The conversation that goes on, where conversations are kept; left out: nothing stays of it. */
  conversation?: { id: string; title: string } | undefined;
  /** Who is asked before a tool runs; left out: there are no tools. */
  approve?: Approve | undefined;
}

/** The model calls a tool; its result follows. */
export interface ToolCallEvent {
  type: 'tool-call';
  call: ToolCall;
}

export interface ToolResultEvent {
  type: 'tool-result';
  call: ToolCall;
  result: ToolResult;
  durationMs: number;
}

/** Something that the person should know. */
export interface NoticeEvent {
  type: 'notice';
  text: string;
}

/** Once, last. A server of somebody else's may leave out usage and timings; what it leaves out was not measured. */
export interface AnswerEndEvent {
  type: 'generation-end';
  /** By which it can be rated. */
  id?: string | undefined;
  finishReason: FinishReason;
  usage?: Usage | undefined;
  timings?: Partial<Timings> | undefined;
}

/** What happens in an answer, the same from a server and from this process. */
export type AnswerEvent =
  | TextDeltaEvent
  | ReasoningDeltaEvent
  | ToolCallEvent
  | ToolResultEvent
  | NoticeEvent
  | AnswerEndEvent;

/** What answers: a running server, or a model that this process loaded. */
export interface ChatModel extends AsyncDisposable {
  /** The name of the model that answers. */
  readonly model: string;
  /** Where it runs, for people to read. */
  readonly location: string;
  /** Left out where there are none. */
  readonly conversations?: StoredConversations | undefined;
  /** Left out where it is no server of ours. */
  readonly control?: ServerControl | undefined;
  /** Errors as of `LoadedModel.generate`, and `UPSTREAM_FAILED`. */
  generate(request: ChatRequest, options?: CallOptions): AsyncIterable<AnswerEvent>;
  /** Names that `select` takes. */
  list(): Promise<string[]>;
  /** Errors: `MODEL_NOT_FOUND`; the previous model stays selected. */
  select(name: string, options?: CallOptions): Promise<void>;
  /** Keeps what a person thinks of an answer. Left out where nothing is recorded. Errors: `NOT_FOUND`, `UNSUPPORTED`. */
  rate?(id: string, value: RatingValue): Promise<void>;
  /** The tools that `approve` brings. Left out where there are none. */
  listTools?(): Promise<ToolListing[]>;
}
