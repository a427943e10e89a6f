import { TuneloopError, type GenerateRequest, type LoadedModel, type Message, type ToolCall } from '@tuneloop/protocol';
import { resolveToolLoopOptions, type ToolLoopOptions, type ToolLoopSettings } from './options.ts';
import { noTotals, type TurnTotals } from './turn-totals.ts';

/** A turn under way. */
export interface Turn {
  model: LoadedModel;
  request: GenerateRequest;
  /** Of the request's prompt. */
  history: readonly Message[];
  settings: ToolLoopSettings;
  signal: AbortSignal;
  /** What the turn has added, whole exchanges only. */
  messages: Message[];
  iterations: number;
  totals: TurnTotals;
  /** Ids of all calls so far. */
  takenIds: Set<string>;
}

/** Errors: `INVALID_REQUEST` (no messages, a wrong option). */
export function beginTurn(model: LoadedModel, request: GenerateRequest, options: ToolLoopOptions): Turn {
  const settings = resolveToolLoopOptions(options, request.owner);
  if (request.prompt.type !== 'messages') {
    throw new TuneloopError('INVALID_REQUEST', 'Tools need a conversation: send the prompt as messages.');
  }
  const { messages: history } = request.prompt;
  const signal = settings.signal ?? new AbortController().signal;
  const takenIds = new Set(history.flatMap(toolCallsOf).map(({ id }) => id));
  return { model, request, history, settings, signal, messages: [], iterations: 0, totals: noTotals, takenIds };
}

/** Whether calls to `name` are for the request's sender to run. */
export function isClientTool({ request }: Turn, name: string): boolean {
  return request.tools?.some((tool) => tool.name === name) === true;
}

export function toolCallsOf(message: Message): ToolCall[] {
  return message.role === 'assistant' ? (message.toolCalls ?? []) : [];
}
