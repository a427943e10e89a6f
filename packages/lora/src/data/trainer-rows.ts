import {
  convertExample,
  messageRows,
  NotExpressible,
  type Dialogue,
  type ExampleKind,
  type Row,
  type TrainingExample,
} from '@tuneloop/datasets';
import type { ContentPart, Message, ToolDefinition } from '@tuneloop/protocol';
import type { TrainingMethod } from '../config/training-config.ts';

const kindOfMethod = {
  sft: 'demonstration',
  dpo: 'preference',
  orpo: 'preference',
  reward: 'preference',
  kto: 'judged',
  grpo: 'prompt',
  ppo: 'prompt',
} as const satisfies Record<TrainingMethod, ExampleKind>;

/**
 * What the trainer of a method gets of an example: messages throughout, in the columns of TRL. Several rows of a
 * conversation (`sft`, one for each answer) or of a pair (`kto`), and none when there is nothing to learn in it.
 *
 * Source: https://huggingface.co/docs/trl/dataset_formats
 *
 * Throws `NotExpressible`.
 */
export async function trainerRows(example: TrainingExample, method: TrainingMethod): Promise<Row[]> {
  const variants = await convertExample(example, kindOfMethod[method]);
  return variants.map((variant) => ({
    ...trainerRow(variant),
    ...toolsColumn(variant.tools),
    ...extras(variant, method),
  }));
}

function trainerRow(example: TrainingExample): Row {
  switch (example.kind) {
    case 'demonstration':
      return { prompt: promptRow(example.prompt), completion: answerRow(example.completion) };
    case 'preference':
      return {
        prompt: promptRow(example.prompt),
        chosen: answerRow(example.chosen),
        rejected: answerRow(example.rejected),
      };
    case 'judged':
      return { prompt: promptRow(example.prompt), completion: answerRow(example.completion), label: example.label };
    case 'prompt':
      return { prompt: promptRow(example.prompt) };
    case 'conversation':
    case 'scored':
    case 'stepwise':
    case 'text':
      throw new NotExpressible(`no method is trained on rows of kind ${example.kind}`);
  }
}

/** Templates begin an answer behind what was said to the model, and nowhere else. */
function promptRow(prompt: Dialogue): unknown {
  const messages: Message[] = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt;
  const last = messages.at(-1);
  if (last === undefined || prompt === '') throw new NotExpressible('there is no prompt that the answer belongs to');
  if (last.role !== 'user' && last.role !== 'tool') {
    throw new NotExpressible(`the prompt ends with a message of the ${last.role}, not of the user or a tool`);
  }
  return rowsOf(messages);
}

function answerRow(answer: Dialogue): unknown {
  const messages: Message[] = typeof answer === 'string' ? [{ role: 'assistant', content: answer }] : answer;
  const [first] = messages;
  if (first?.role === 'assistant') return rowsOf(messages);
  throw new NotExpressible(`the answer begins with a message of the ${first?.role ?? 'nobody'}, not of the assistant`);
}

function rowsOf(messages: readonly Message[]): Row[] {
  if (messages.some(({ content }) => hasImage(content))) {
    throw new NotExpressible('it holds an image, and models are trained on text alone');
  }
  // Serving writes them so, and many templates know no other name.
  return messageRows(
    messages.map((message) => (message.role === 'developer' ? { ...message, role: 'system' as const } : message)),
    'json',
  );
}

function hasImage(content: string | readonly ContentPart[]): boolean {
  return typeof content !== 'string' && content.some(({ type }) => type === 'image');
}

function toolsColumn(tools: readonly ToolDefinition[] | undefined): Row {
  return tools && tools.length > 0 ? { tools: tools.map((tool) => ({ type: 'function', function: tool })) } : {};
}

/** Rewards are told what else stands in a row; the other methods would stumble over columns of mixed types. */
function extras({ columns = {} }: TrainingExample, method: TrainingMethod): Row {
  if (method !== 'grpo' && method !== 'ppo') return {};
  return Object.fromEntries(Object.entries(columns).filter(([column]) => column !== 'prompt' && column !== 'tools'));
}
