import { hash } from 'node:crypto';
import type { CreateDatasetItemRequest } from '@langfuse/core';
import type { Interaction, JudgedInteraction } from '@tuneloop/protocol';
import { assistantMessage, hasImages, toTrainingMessages, toTrainingTools } from '../../exporters/training-message.ts';
import { currentRatings } from '../../judgement/current.ts';
import { verdictOf } from '../../judgement/verdict.ts';
import { requestOf, spanIdOf, traceIdOf } from '../../otel/trace-ids.ts';

/** Why an interaction becomes no item. */
export type ItemLack =
  /** It failed. */
  | 'failed'
  /** Its text was not recorded, or is no conversation or text. */
  | 'no-text'
  /** It shows pictures. */
  | 'images'
  /** It is a step on the way to an answer. */
  | 'step';

/** How sure the expected output of an item is: there is none, a good answer, what somebody wrote in its place. */
export type Certainty = 'none' | 'good' | 'corrected';

export interface DatasetItem {
  item: CreateDatasetItemRequest & { id: string };
  certainty: Certainty;
}

/** Of one author on; what counts as good is what exports take for it. */
const policy = { goodScore: 4, badScore: 2, minAuthors: 1, minAgreement: 0 };

/**
 * The prompt of an interaction as an item of a data set. All interactions with the same prompt are the same item. What is expected
 * is the last correction, or an answer that was judged good.
 */
export function datasetItem(judged: JudgedInteraction, datasetName: string): DatasetItem | { lack: ItemLack } {
  const { interaction } = judged;
  const { id, prompt, tools, output, error, finishReason } = interaction;
  if (error) return { lack: 'failed' };
  if (finishReason === 'tool-calls' && id !== interaction.request) return { lack: 'step' };
  if (!output || (prompt?.type !== 'messages' && prompt?.type !== 'text')) return { lack: 'no-text' };
  if (prompt.type === 'messages' && prompt.messages.some(hasImages)) return { lack: 'images' };
  const messages = prompt.type === 'text' ? prompt.text : toTrainingMessages(prompt.messages, false);
  const input = tools && tools.length > 0 ? { messages, tools: toTrainingTools(tools) } : messages;
  const { certainty, expectedOutput } = expectation(judged, output);
  const key = hash('sha256', JSON.stringify([datasetName, input]), 'hex').slice(0, 32);
  return {
    certainty,
    item: {
      id: `tuneloop-${key}`,
      datasetName,
      input,
      ...(expectedOutput !== undefined && { expectedOutput }),
      metadata: { interaction: id, model: interaction.model },
      sourceTraceId: traceIdOf(requestOf(id)),
      sourceObservationId: spanIdOf({ interaction: id }),
    },
  };
}

function expectation(
  { ratings }: JudgedInteraction,
  output: NonNullable<Interaction['output']>,
): { certainty: Certainty; expectedOutput?: unknown } {
  const current = currentRatings(ratings);
  const correction = current.findLast((rating) => rating.correction !== undefined)?.correction;
  if (correction !== undefined) {
    return { certainty: 'corrected', expectedOutput: { role: 'assistant', content: correction } };
  }
  if (verdictOf(current, policy) !== 'good') return { certainty: 'none' };
  return { certainty: 'good', expectedOutput: assistantMessage(output, false) };
}
