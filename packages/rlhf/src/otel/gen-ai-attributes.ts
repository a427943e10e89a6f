import type { Attributes } from '@opentelemetry/api';
import type { Interaction, ToolCallRecord } from '@tuneloop/protocol';
import { inputMessages, outputMessages } from './gen-ai-messages.ts';
import type { GenerationTimes } from './generation-times.ts';
import type { TraceOrigin } from './traced-record.ts';

const outputTypes = { text: 'text', 'json-object': 'json', 'json-schema': 'json', grammar: 'text' } as const;

/** `chat`, `text_completion`: what a model was asked for. */
export function operationOf({ prompt }: Interaction): 'chat' | 'text_completion' {
  return prompt === undefined || prompt.type === 'messages' ? 'chat' : 'text_completion';
}

/** Of everything that belongs to one request. */
export function originAttributes({ conversation, user, tags }: Omit<TraceOrigin, 'request'>): Attributes {
  return {
    'gen_ai.conversation.id': conversation,
    'session.id': conversation,
    'user.id': user,
    'tuneloop.tags': tags.length > 0 ? tags : undefined,
  };
}

/** A generation by the semantic conventions for generative AI (1.41), with what these have no name for as `tuneloop.*`. */
export function generationAttributes(
  interaction: Interaction,
  times: GenerationTimes,
  { content }: { content: boolean },
): Attributes {
  const { id, request, model, backend, adapters, settings, finishReason, usage, owner, client } = interaction;
  const { sampling } = settings;
  return {
    'gen_ai.operation.name': operationOf(interaction),
    'gen_ai.provider.name': backend,
    'gen_ai.request.model': model,
    'gen_ai.response.model': model,
    'gen_ai.response.id': request,
    'gen_ai.request.temperature': sampling?.temperature,
    'gen_ai.request.top_p': sampling?.topP,
    'gen_ai.request.top_k': sampling?.topK,
    'gen_ai.request.seed': sampling?.seed,
    'gen_ai.request.frequency_penalty': sampling?.frequencyPenalty,
    'gen_ai.request.presence_penalty': sampling?.presencePenalty,
    'gen_ai.request.max_tokens': settings.maxTokens,
    'gen_ai.output.type': settings.outputFormat && outputTypes[settings.outputFormat.type],
    'gen_ai.response.finish_reasons': finishReason && [finishReason.replace('-', '_')],
    'gen_ai.usage.input_tokens': usage?.promptTokens,
    'gen_ai.usage.output_tokens': usage?.completionTokens,
    'gen_ai.usage.cache_read.input_tokens': usage?.cachedTokens,
    'gen_ai.usage.reasoning.output_tokens': usage?.reasoningTokens,
    // In seconds.
    'gen_ai.response.time_to_first_chunk':
      times.firstToken === undefined ? undefined : (times.firstToken - times.start) / 1000,
    'tuneloop.interaction.id': id,
    'tuneloop.model.sha256': interaction.modelHash,
    'tuneloop.adapters': adapters.length > 0 ? adapters.map(({ id: name, scale }) => `${name}=${scale}`) : undefined,
    'tuneloop.owner': owner,
    'tuneloop.client': client,
    'tuneloop.comparison.id': interaction.comparison,
    'tuneloop.queue_ms': interaction.timings?.queueMs,
    ...originAttributes(interaction),
    ...(content && contentAttributes(interaction)),
  };
}

/** A call of a tool. */
export function toolCallAttributes(call: ToolCallRecord, { content }: { content: boolean }): Attributes {
  return {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': call.tool,
    'gen_ai.tool.type': 'function',
    'gen_ai.tool.call.id': call.id,
    'gen_ai.tool.call.arguments': content ? json(call.arguments) : undefined,
    'tuneloop.tool.decision': call.decision,
    'tuneloop.tool.result_bytes': call.resultBytes,
    'tuneloop.owner': call.owner,
  };
}

function contentAttributes(interaction: Interaction): Attributes {
  return {
    'gen_ai.input.messages': json(inputMessages(interaction.prompt)),
    'gen_ai.output.messages': json(outputMessages(interaction)),
    'gen_ai.tool.definitions': json(interaction.tools?.map((tool) => ({ type: 'function', ...tool }))),
    'gen_ai.request.stop_sequences': interaction.settings.stop,
  };
}

/** Structured values travel as JSON text, as long as receivers do not take them otherwise. */
function json(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
