import { randomUUID } from 'node:crypto';
import { loggedModel, type ModelProvider } from '@tuneloop/openai-server';
import type { EventSink, LoadedModel } from '@tuneloop/protocol';

export interface RecordedModelsOptions {
  sink: EventSink;
  recordTokens: () => boolean;
  /** What asks, as the log has it. */
  client: string;
}

/** Models whose generations are recorded here, each as a request of its own: for callers that record nothing themselves. */
export function recordedModels(
  models: Pick<ModelProvider, 'list' | 'acquire'>,
  { sink, recordTokens, client }: RecordedModelsOptions,
): Pick<ModelProvider, 'list' | 'acquire'> {
  return {
    list: () => models.list(),
    async acquire(name, options): Promise<LoadedModel> {
      const model = await models.acquire(name, options);
      return {
        ...model,
        generate(request, callOptions) {
          const id = `gen_${randomUUID().replaceAll('-', '')}`;
          const log = {
            sinks: [sink],
            logger: undefined,
            recordTokens: recordTokens(),
            arrivedAt: new Date(),
            origin: { client },
          };
          return loggedModel(model, { ...log, id, isForClient: () => true }).generate(request, callOptions);
        },
      };
    },
  };
}
