import {
  TuneloopError,
  textOf,
  type CallOptions,
  type Message,
  type ModelTokenizer,
  type ToolDefinition,
} from '@tuneloop/protocol';
import { messageRows } from '@tuneloop/datasets';
import { z } from 'zod';
import { runPython } from '../../peft/run-python.ts';
import { describeDifference } from './describe-difference.ts';
import { probeConversations } from './probe-conversations.ts';

/** What a model is asked: up to where its answer begins. */
export interface TemplateConversation {
  messages: readonly Message[];
  tools?: readonly ToolDefinition[] | undefined;
}

export interface CheckTemplateOptions extends CallOptions {
  /** The interpreter of the training environment. */
  python: string;
  /** A Hugging Face folder with the tokenizer that is trained with. */
  baseFolder: string;
  /** In place of the base's own. */
  chatTemplate?: string | undefined;
  /** Of the model that answers requests. */
  serving: ModelTokenizer;
  /** Left out: a question alone, one with a system prompt, and a third turn. */
  conversations?: readonly TemplateConversation[] | undefined;
}

export interface TemplateCheck {
  /** Training and serving write the same text, and read it as the same tokens. */
  matches: boolean;
  /** The first difference, in a sentence. */
  difference?: string | undefined;
}

const renderedSchema = z.object({
  type: z.literal('rendered'),
  conversations: z.array(
    z.union([z.object({ text: z.string(), tokens: z.array(z.int().min(0)) }), z.object({ error: z.string() })]),
  ),
});

type Rendered = z.output<typeof renderedSchema>['conversations'][number];

/**
 * Whether a model is trained on what it will be asked: the same conversations, written by the trainer's chat template and
 * by that which serving uses, must be the same text and the same tokens.
 *
 * Errors: `INVALID_REQUEST` (no chat template), those of `runPython`.
 */
export async function checkTemplate(options: CheckTemplateOptions): Promise<TemplateCheck> {
  const { python, baseFolder, chatTemplate, serving, signal } = options;
  const conversations: readonly TemplateConversation[] = options.conversations ?? probeConversations;
  const { conversations: trained } = await runPython({
    python,
    command: 'render',
    config: {
      base: baseFolder,
      chat_template: chatTemplate,
      conversations: conversations.map(({ messages, tools = [] }) => ({
        messages: messageRows(messages, 'json'),
        tools: tools.map((tool) => ({ type: 'function', function: tool })),
      })),
    },
    result: renderedSchema,
    signal,
  });
  for (const [index, conversation] of conversations.entries()) {
    const served = await servedBy(serving, conversation, options);
    const difference = describeDifference(trained[index]!, served);
    if (difference === undefined) continue;
    return { matches: false, difference: `Of ${nameOf(conversation)} ${difference}` };
  }
  return { matches: true };
}

/** Errors: `INVALID_REQUEST` for a check that found a difference. */
export function requireSameTemplate({ matches, difference }: TemplateCheck): void {
  if (matches) return;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `Training would write conversations otherwise than serving does, so that what is learnt would not show. ${difference} Train with the template of the model that serves (chatTemplate), or allow the difference.`,
    { details: { reason: 'template', difference } },
  );
}

async function servedBy(
  serving: ModelTokenizer,
  { messages, tools }: TemplateConversation,
  { signal }: CallOptions,
): Promise<Rendered> {
  try {
    const prompt = { type: 'messages' as const, messages: [...messages] };
    const text = await serving.renderPrompt(prompt, tools && { tools: [...tools] }, { signal });
    return { text, tokens: await serving.tokenize(text, { addSpecial: true, signal }) };
  } catch (error) {
    const ours = TuneloopError.from(error);
    if (ours.code !== 'INVALID_REQUEST') throw ours;
    return { error: ours.message };
  }
}

function nameOf({ messages, tools }: TemplateConversation): string {
  const roles = messages.map(({ role }) => role).join(', ');
  const last = textOf(messages.at(-1)?.content ?? '');
  const start = last.length > 40 ? `${last.slice(0, 40)}…` : last;
  return `a conversation (${roles}${tools && tools.length > 0 ? ', with tools' : ''}) that asks "${start}"`;
}
