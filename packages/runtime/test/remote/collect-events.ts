import type { CallOptions, GenerateRequest, GenerationEvent, LoadedModel } from '@tuneloop/protocol';

export const hello: GenerateRequest['prompt'] = { type: 'messages', messages: [{ role: 'user', content: 'Hi.' }] };

/** The events of a request, which says hello unless it says otherwise. */
export async function collectEvents(
  model: LoadedModel,
  request: Partial<GenerateRequest> = {},
  options?: CallOptions,
): Promise<GenerationEvent[]> {
  const events: GenerationEvent[] = [];
  for await (const event of model.generate({ prompt: hello, ...request }, options)) events.push(event);
  return events;
}
