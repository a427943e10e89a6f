import type { GenerateRequest, Message, ToolDefinition } from '@tuneloop/protocol';
import type { EvaluatedModel } from './evaluated-model.ts';
import { evaluationOwner } from './evaluation-owner.ts';

export interface Question {
  prompt: readonly Message[];
  tools?: readonly ToolDefinition[] | undefined;
  /** Tokens at most. */
  maxTokens: number;
}

/**
 * What a model says, greedily, as clients get it; without its reasoning. Calls of tools stand as `name(arguments)`.
 *
 * Errors: those of `LoadedModel.generate`.
 */
export async function answerOf(
  { model, adapters = [] }: EvaluatedModel,
  { prompt, tools, maxTokens, ...request }: Question & Pick<GenerateRequest, 'outputFormat' | 'reasoning'>,
  signal?: AbortSignal,
): Promise<string> {
  const events = model.generate(
    {
      ...request,
      prompt: { type: 'messages', messages: [...prompt] },
      sampling: { temperature: 0 },
      maxTokens,
      adapters: [...adapters],
      owner: evaluationOwner,
      ...(tools && { tools: [...tools] }),
    },
    { signal },
  );
  let text = '';
  for await (const event of events) {
    if (event.type === 'text-delta') text += event.text;
    else if (event.type === 'tool-call-start') text += `${text === '' ? '' : '\n'}${event.name}(`;
    else if (event.type === 'tool-call-delta') text += event.arguments;
    else if (event.type === 'tool-call-end') text += ')';
  }
  return text;
}
