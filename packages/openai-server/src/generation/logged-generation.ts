import {
  TuneloopError,
  type EventSink,
  type GenerateRequest,
  type GenerationEvent,
  type Interaction,
  textOf,
  type LoadedModel,
} from '@tuneloop/protocol';
import type { Logger } from '../http/logger.ts';
import { Step } from '../tool-loop/step.ts';

export interface GenerationLog {
  sinks: readonly EventSink[];
  logger: Logger | undefined;
  /** When the request arrived. */
  arrivedAt: Date;
  /** What the interaction belongs to; by default it is a request of its own. */
  place?:
    | Partial<Pick<Interaction, 'request' | 'step' | 'choice' | 'conversation' | 'turn' | 'comparison'>>
    | undefined;
  /** Who asked, with what. */
  origin?: Partial<Pick<Interaction, 'user' | 'client' | 'tags'>> | undefined;
}

/** The model's events for `request`; however it ends, each sink gets one record of it. */
export async function* generateLogged(
  model: LoadedModel,
  request: GenerateRequest & { id: string },
  signal: AbortSignal,
  log: GenerationLog,
): AsyncGenerator<GenerationEvent, void, undefined> {
  const step = new Step(new Set());
  let hasEnded = false;
  let failure: TuneloopError | undefined;
  try {
    for await (const event of model.generate(request, { signal })) {
      step.add(event);
      hasEnded ||= event.type === 'generation-end';
      yield event;
    }
  } catch (error) {
    failure = TuneloopError.from(error);
    throw error;
  } finally {
    const error = failure ?? (hasEnded ? undefined : new TuneloopError('ABORTED', 'The generation was left.'));
    const { content, reasoning, toolCalls } = step.message();
    writeToSinks(log, {
      id: request.id,
      request: request.id,
      step: 0,
      choice: 0,
      time: log.arrivedAt.toISOString(),
      model: model.info.id,
      backend: model.info.engine,
      adapters: request.adapters ?? [],
      prompt: request.prompt,
      tools: request.tools,
      output: { content: textOf(content), reasoning, toolCalls },
      settings: settingsOf(request),
      ...(hasEnded && {
        finishReason: step.end.finishReason,
        usage: step.end.usage,
        timings: step.end.timings,
      }),
      owner: request.owner,
      error: error?.serialize(),
      tags: [],
      ...log.place,
      ...log.origin,
    });
  }
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
function writeToSinks({ sinks, logger }: GenerationLog, interaction: Interaction): void {
  for (const sink of sinks) {
    try {
      sink.write({ version: 1, type: 'interaction', interaction });
    } catch (error) {
      logger?.warn({ err: error, id: interaction.id }, 'an event sink failed');
    }
  }
}
