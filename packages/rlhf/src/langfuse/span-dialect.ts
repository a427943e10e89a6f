import type { Attributes } from '@opentelemetry/api';
import { LangfuseOtelSpanAttributes as Names } from '@langfuse/core';
import type { Interaction } from '@tuneloop/protocol';
import { assistantMessage, toTrainingMessages } from '../exporters/training-message.ts';
import type { SpanDialect } from '../otel/spans-of-record.ts';
import type { TraceOrigin } from '../otel/traced-record.ts';

/**
 * What Langfuse reads beside the conventions. What belongs to a trace stands on every span of it: its newest servers know
 * observations only.
 */
export const langfuseDialect: SpanDialect = {
  request: (interaction) => ({
    ...ofTrace(interaction),
    ...inputAndOutput(interaction),
    [Names.OBSERVATION_TYPE]: 'span',
  }),

  generation(interaction, { firstToken }) {
    const { model, usage, settings, adapters } = interaction;
    return {
      ...ofTrace(interaction),
      ...inputAndOutput(interaction),
      [Names.OBSERVATION_TYPE]: 'generation',
      [Names.OBSERVATION_MODEL]: [model, ...adapters.map(({ id }) => id)].join(':'),
      [Names.OBSERVATION_MODEL_PARAMETERS]: JSON.stringify({ ...settings.sampling, maxTokens: settings.maxTokens }),
      ...(usage && {
        [Names.OBSERVATION_USAGE_DETAILS]: JSON.stringify({
          input: usage.promptTokens,
          output: usage.completionTokens,
          total: usage.promptTokens + usage.completionTokens,
        }),
        // They are parts of the input and the output; Langfuse adds up whatever it finds.
        'gen_ai.usage.cache_read.input_tokens': undefined,
        'gen_ai.usage.reasoning.output_tokens': undefined,
        [`${Names.OBSERVATION_METADATA}.cached_tokens`]: usage.cachedTokens,
        [`${Names.OBSERVATION_METADATA}.reasoning_tokens`]: usage.reasoningTokens,
      }),
      // Langfuse reads JSON here.
      ...(firstToken !== undefined && {
        [Names.OBSERVATION_COMPLETION_START_TIME]: JSON.stringify(new Date(firstToken)),
      }),
      [`${Names.OBSERVATION_METADATA}.interaction`]: interaction.id,
      // The same once more; bodies have a limit.
      'gen_ai.input.messages': undefined,
      'gen_ai.output.messages': undefined,
    };
  },

  toolCall: (call, origin) => ({
    ...(origin && ofTrace(origin)),
    [Names.OBSERVATION_TYPE]: 'tool',
    [Names.OBSERVATION_INPUT]: call.arguments === undefined ? undefined : JSON.stringify(call.arguments),
    [`${Names.OBSERVATION_METADATA}.decision`]: call.decision,
  }),
};

function ofTrace({ request, tags }: Pick<TraceOrigin, 'request' | 'tags'>): Attributes {
  return {
    [Names.TRACE_NAME]: 'request',
    [`${Names.TRACE_METADATA}.request`]: request,
    ...(tags.length > 0 && { [Names.TRACE_TAGS]: tags }),
  };
}

/** Messages as OpenAI writes them, which Langfuse shows as a conversation. */
function inputAndOutput({ prompt, output }: Interaction): Attributes {
  const input =
    prompt?.type === 'messages'
      ? toTrainingMessages(prompt.messages, true)
      : prompt?.type === 'text'
        ? prompt.text
        : undefined;
  return {
    ...(input !== undefined && { [Names.OBSERVATION_INPUT]: JSON.stringify(input) }),
    ...(output && { [Names.OBSERVATION_OUTPUT]: JSON.stringify(assistantMessage(output, true)) }),
  };
}
