import {
  TuneloopError,
  textOf,
  type EventSink,
  type GenerateRequest,
  type GenerationEvent,
  type GenerationStartEvent,
  type Interaction,
  type InteractionToken,
  type LoadedModel,
  type LogRecord,
  type TokenLogprob,
  type ToolCall,
} from '@tuneloop/protocol';
import type { Logger } from '../http/logger.ts';
import { Step } from '../tool-loop/step.ts';
import { interactionId } from './interaction-id.ts';

/** What a generation belongs to. */
export type GenerationPlace = Partial<
  Pick<Interaction, 'request' | 'step' | 'choice' | 'conversation' | 'turn' | 'comparison'>
> & {
  /** Whether the server answers these calls itself, so that another generation of the request follows. Default: no. */
  goesOn?: ((calls: readonly ToolCall[]) => boolean) | undefined;
};

/** Who asked, with what. */
export type RequestOrigin = Partial<Pick<Interaction, 'user' | 'client' | 'tags'>>;

export interface GenerationLog {
  sinks: readonly EventSink[];
  logger: Logger | undefined;
  /** When the request arrived. */
  arrivedAt: Date;
  /** Whether each token's id and log-probability are told too; the engine is asked for them then. */
  recordTokens?: boolean | undefined;
  /** By default it is a request of its own. */
  place?: GenerationPlace | undefined;
  origin?: RequestOrigin | undefined;
}

/** The model's events for `request`; however it ends, each sink gets one record of it. */
export async function* generateLogged(
  model: LoadedModel,
  request: GenerateRequest & { id: string },
  signal: AbortSignal,
  log: GenerationLog,
): AsyncGenerator<GenerationEvent, void, undefined> {
  const step = new Step(new Set());
  const tokens: NonNullable<Interaction['tokens']> = [];
  const hidesTokens = log.recordTokens === true && request.logprobs === undefined;
  const asked = hidesTokens ? { ...request, logprobs: { top: 0 } } : request;
  let start: GenerationStartEvent | undefined;
  let hasEnded = false;
  let failure: TuneloopError | undefined;
  try {
    for await (const event of model.generate(asked, { signal })) {
      step.add(event);
      if (event.type === 'generation-start') start = event;
      if (event.type === 'text-delta' && log.recordTokens) tokens.push(...(event.logprobs ?? []).map(recordedToken));
      hasEnded ||= event.type === 'generation-end';
      const shown = hidesTokens ? withoutTokens(event) : event;
      if (shown) yield shown;
    }
  } catch (error) {
    failure = TuneloopError.from(error);
    throw error;
  } finally {
    const error = failure ?? (hasEnded ? undefined : new TuneloopError('ABORTED', 'The generation was left.'));
    const { content, reasoning, toolCalls } = step.message();
    const { goesOn, request: completion = request.id, step: index = 0, choice = 0, ...place } = log.place ?? {};
    const isLast = error !== undefined || toolCalls === undefined || goesOn?.(toolCalls) !== true;
    const position = { request: completion, step: index, choice };
    writeToSinks(log, {
      version: 1,
      type: 'interaction',
      interaction: {
        id: interactionId(position, isLast),
        ...position,
        time: log.arrivedAt.toISOString(),
        ...place,
        model: model.info.base ?? model.info.id,
        modelHash: model.info.sha256,
        backend: model.info.engine,
        adapters: start?.adapters ?? request.adapters ?? [],
        prompt: request.prompt,
        tools: request.tools,
        output: { content: textOf(content), reasoning, toolCalls },
        settings: settingsOf(request),
        ...(hasEnded && {
          finishReason: step.end.finishReason,
          usage: step.end.usage,
          timings: step.end.timings,
        }),
        tokens: tokens.length > 0 ? tokens : undefined,
        owner: request.owner,
        error: error?.serialize(),
        ...log.origin,
        tags: log.origin?.tags ?? [],
      },
    });
  }
}

/** What else was likely is kept where the request asked for it. */
function recordedToken({ token, tokenId, logprob, top }: TokenLogprob): InteractionToken {
  if (top.length === 0) return { token, tokenId, logprob };
  return {
    token,
    tokenId,
    logprob,
    top: top.map((rival) => ({ token: rival.token, tokenId: rival.tokenId, logprob: rival.logprob })),
  };
}

/** The event as it is for a request that did not ask for log-probabilities. */
function withoutTokens(event: GenerationEvent): GenerationEvent | undefined {
  if (event.type !== 'text-delta') return event;
  return event.text === '' ? undefined : { type: 'text-delta', text: event.text };
}

function settingsOf(request: GenerateRequest): Interaction['settings'] {
  const { sampling, maxTokens, stop, outputFormat, toolChoice, parallelToolCalls } = request;
  const { reasoning, templateVariables, continueFinalMessage } = request;
  return {
    sampling,
    maxTokens,
    stop,
    outputFormat,
    toolChoice,
    parallelToolCalls,
    reasoning,
    templateVariables,
    continueFinalMessage,
  };
}

/** A sink must not throw; one that does still must not break the request. */
export function writeToSinks({ sinks, logger }: Pick<GenerationLog, 'sinks' | 'logger'>, record: LogRecord): void {
  for (const sink of sinks) {
    try {
      sink.write(record);
    } catch (error) {
      logger?.warn({ err: error, type: record.type }, 'an event sink failed');
    }
  }
}
