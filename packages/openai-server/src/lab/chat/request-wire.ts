import { textOf, type Message, type SamplingSettings } from '@tuneloop/protocol';
import { z } from 'zod';
import { decodeMessage } from '../../chat-completions/decode-message.ts';
import { messageWireSchema, type MessageWire } from '../../chat-completions/message-wire.ts';
import { conversationIdSchema } from '../../conversations/request-wire.ts';
import { requestProblem } from '../../errors/request-problem.ts';
import { validateWire } from '../../parameters/validate-wire.ts';
import { optional, type WireShape } from '../../parameters/wire-shape.ts';

/** The body of `POST /chat`. */
export interface LabChatWire {
  messages: MessageWire[];
  system_prompt?: string | null | undefined;
  temperature?: number | null | undefined;
  max_tokens?: number | null | undefined;
  top_p?: number | null | undefined;
  top_k?: number | null | undefined;
  repeat_penalty?: number | null | undefined;
  seed?: number | null | undefined;
  enable_tools?: boolean | null | undefined;
  approvals?: 'refuse' | 'pause' | null | undefined;
  conversation_id?: string | null | undefined;
  replace_from?: string | null | undefined;
  model?: string | null | undefined;
  stream?: boolean | null | undefined;
}

const shape: WireShape<LabChatWire> = {
  messages: z.array(messageWireSchema).max(10_000),
  system_prompt: optional(z.string(), 'Kept with the conversation.'),
  temperature: optional(z.number().min(0).max(100)),
  max_tokens: optional(z.int().min(1).max(2_147_483_647)),
  top_p: optional(z.number().min(0).max(1)),
  top_k: optional(z.int().min(0).max(2_147_483_647)),
  repeat_penalty: optional(z.number().min(0.01).max(100)),
  seed: optional(z.int().min(0).max(0xffff_ffff)),
  enable_tools: optional(z.boolean()),
  approvals: optional(z.enum(['refuse', 'pause']), 'What becomes of calls that a human has to confirm.'),
  conversation_id: optional(conversationIdSchema),
  replace_from: optional(
    z.string(),
    'Id of a stored message: it and what follows it are replaced by `messages`, to ask again or otherwise.',
  ),
  model: optional(z.string()),
  stream: optional(z.boolean()),
};

export const labChatSchema: z.ZodType<LabChatWire> = z.strictObject(shape);

/** Without `conversation_id`; each owner has one. */
export const defaultConversationId = 'default';

const defaults = { temperature: 0.7, maxTokens: 2048, topP: 0.9, topK: 40, repeatPenalty: 1.1 };

export interface LabChat {
  /** Without system messages. */
  messages: Message[];
  /** `messages: []`: begin anew. */
  isReset: boolean;
  /** `undefined`: the conversation's. */
  system: string | undefined;
  sampling: SamplingSettings;
  maxTokens: number;
  enableTools: boolean;
  approvals: 'refuse' | 'pause';
  conversation: string;
  /** The stored message that `messages` begin in place of; `undefined`: they are new, or the whole history. */
  replaceFrom: string | undefined;
  /** `undefined`: the default model. */
  model: string | undefined;
  stream: boolean;
}

/** Errors: `INVALID_REQUEST` naming the parameter. */
export function decodeLabChat(body: unknown): LabChat {
  const wire = validateWire(labChatSchema, body);
  const messages = wire.messages.map(decodeMessage);
  const systems = messages.flatMap(({ role, content }) =>
    role === 'system' || role === 'developer' ? [textOf(content)] : [],
  );
  const said = messages.filter(({ role }) => role !== 'system' && role !== 'developer');
  if (said.length === 0 && messages.length > 0) {
    throw requestProblem(
      'invalid_value',
      'messages: must hold what the user says, or nothing to begin anew',
      'messages',
    );
  }
  if (said.length === 0 && typeof wire.replace_from === 'string') {
    throw requestProblem('invalid_value', 'messages: must hold what stands in place of `replace_from`', 'messages');
  }
  return {
    messages: said,
    isReset: said.length === 0,
    system: wire.system_prompt ?? (systems.length > 0 ? systems.join('\n\n') : undefined),
    sampling: {
      temperature: wire.temperature ?? defaults.temperature,
      topP: wire.top_p ?? defaults.topP,
      topK: wire.top_k ?? defaults.topK,
      repeatPenalty: wire.repeat_penalty ?? defaults.repeatPenalty,
      seed: wire.seed ?? undefined,
    },
    maxTokens: wire.max_tokens ?? defaults.maxTokens,
    enableTools: wire.enable_tools ?? false,
    approvals: wire.approvals ?? 'refuse',
    conversation: wire.conversation_id ?? defaultConversationId,
    replaceFrom: wire.replace_from ?? undefined,
    model: wire.model ?? undefined,
    stream: wire.stream ?? false,
  };
}
