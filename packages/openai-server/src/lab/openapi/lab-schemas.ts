import type { ToolEffects, ToolResult } from '@tuneloop/protocol';
import { z } from 'zod';
import { messageWireSchema } from '../../chat-completions/message-wire.ts';
import { listPageSchema } from '../../http/list-page.ts';
import type { ConversationWire, StoredMessageWire } from '../../conversations/conversation-wire.ts';
import {
  addMessagesSchema,
  conversationChangeSchema,
  forkSchema,
  newConversationSchema,
} from '../../conversations/request-wire.ts';
import { commandSchema } from '../answer-command.ts';
import { switchSchema } from '../answer-switch.ts';
import type { LabTool } from '../answer-tools.ts';
import { decisionsSchema } from '../chat/answer-turns.ts';
import type { LabAnswer, LabEvent, PendingCallWire } from '../chat/lab-event.ts';
import { labChatSchema } from '../chat/request-wire.ts';
import type { LabHealth, LabModel } from '../lab-control.ts';

const count = z.int().min(0);
const seconds = z.int().min(0).describe('Seconds since 1970.');
const success = z.literal('success');

const effects: z.ZodType<ToolEffects> = z.strictObject({
  reads: z.boolean(),
  writes: z.boolean(),
  network: z.boolean(),
  destructive: z.boolean(),
  idempotent: z.boolean(),
  code: z.boolean().optional(),
});

const pendingCall: z.ZodType<PendingCallWire> = z.strictObject({
  id: z.string(),
  name: z.string(),
  arguments: z.string().describe('As the model wrote them; normally JSON.'),
  reason: z.string().describe('Which rule of the policy asks.'),
  effects: effects.nullable(),
});

const pending = z.strictObject({ turn_id: z.string(), calls: z.array(pendingCall) });

const answerShape = {
  id: z.string().nullable().describe('Of the completion, by which the answer can be rated.'),
  response: z.string(),
  reasoning: z.string().nullable(),
  conversation_id: z.string(),
  model_key: z.string(),
  tokens_input: count,
  tokens_generated: count,
  tokens_total: count,
  generation_time: z.number().describe('Seconds.'),
  tokens_per_second: z.number(),
  device: z.string(),
  tools_used: z.array(z.string()).describe('Such as `lookup_hostname(example.org)`, in the order of the calls.'),
  finish_reason: z.enum(['stop', 'length', 'tool_calls', 'approval_needed', 'cancelled']),
  limit_reached: z.boolean(),
  pending: pending.nullable().describe('With `approval_needed`.'),
};

const labAnswerSchema: z.ZodType<LabAnswer> = z.strictObject(answerShape);

const toolResult: z.ZodType<ToolResult> = z.union([
  z.looseObject({ status: success }),
  z.strictObject({ status: z.literal('error'), error: z.string() }),
]);

export const labEventSchema: z.ZodType<LabEvent> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), id: z.string(), conversation_id: z.string(), model_key: z.string() }),
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('reasoning'), text: z.string() }),
  z.strictObject({ type: z.literal('tool_call'), id: z.string(), name: z.string(), arguments: z.string() }),
  z.strictObject({
    type: z.literal('tool_result'),
    id: z.string(),
    name: z.string(),
    result: toolResult,
    duration_ms: z.number(),
  }),
  z.strictObject({ type: z.literal('limit_reached'), iterations: count }),
  z.strictObject({ type: z.literal('skipped'), events: count }),
  z.strictObject({ type: z.literal('done'), ...answerShape }),
]);

const health: z.ZodType<LabHealth> = z.strictObject({
  status: z.enum(['ok', 'starting', 'degraded']),
  message: z.string().optional().describe('Why it is not `ok`.'),
  model: z.string().optional().describe('Once it is known.'),
  model_key: z.string().nullable(),
  device: z.string(),
  uptime: z.number().describe('Seconds.'),
});

const model: z.ZodType<LabModel> = z.strictObject({
  key: z.string(),
  name: z.string(),
  description: z.string(),
  context_length: count.nullable().describe('Tokens.'),
  vram_estimate: count.nullable().describe('Bytes, weights and context together.'),
  recommended: z.boolean(),
  exists: z.boolean().describe('Whether its file is on disk.'),
  is_finetuned: z.boolean(),
  base_model: z.string().nullable(),
  training_data: z.string().nullable(),
  hf_repo: z.string().nullable(),
  usage: z.string(),
  filename: z.string().nullable(),
  download_url: z.string().nullable(),
  current: z.boolean(),
});

const tool: z.ZodType<LabTool> = z.strictObject({
  name: z.string(),
  description: z.string().nullable(),
  effects,
  decision: z.enum(['allow', 'ask', 'deny']).nullable(),
  reason: z.string().nullable(),
});

const conversationShape = {
  id: z.string(),
  object: z.literal('conversation'),
  title: z.string().nullable(),
  system_prompt: z.string().nullable(),
  folder: z.string().nullable(),
  tools: z.boolean().describe('Whether `enable_tools` has an effect.'),
  created_at: seconds,
  updated_at: seconds,
  head: z.string().nullable().describe('Id of its last message.'),
  forked_from: z.strictObject({ conversation_id: z.string(), message_id: z.string().nullable() }).nullable(),
};
const conversation: z.ZodType<ConversationWire> = z.strictObject(conversationShape);
const place = z.object({ id: z.string(), parent_id: z.string().nullable(), created_at: seconds });
const storedMessage: z.ZodType<StoredMessageWire> = z.intersection(place, messageWireSchema);

/** The components of the stateful API, by name. */
export const labSchemas: Readonly<Record<string, z.ZodType>> = {
  LabChatRequest: labChatSchema,
  LabAnswer: labAnswerSchema,
  LabEvent: labEventSchema,
  LabHealth: health,
  LabModelList: z.strictObject({ models: z.array(model) }),
  LabSwitchRequest: switchSchema,
  LabSwitched: z.strictObject({ status: success, model_key: z.string(), message: z.string() }),
  LabCommandRequest: commandSchema,
  LabCommandAnswer: z.strictObject({ status: success, message: z.string(), current_value: z.unknown() }),
  LabShutdown: z.strictObject({ status: success, message: z.string() }),
  LabToolList: z.strictObject({ object: z.literal('list'), data: z.array(tool) }),
  NewConversation: newConversationSchema,
  ConversationChange: conversationChangeSchema,
  ConversationFork: forkSchema,
  NewMessages: addMessagesSchema,
  Conversation: conversation,
  ConversationList: listPageSchema(conversation),
  ConversationWithMessages: z.strictObject({ ...conversationShape, messages: z.array(storedMessage) }),
  ConversationTree: z.strictObject({
    id: z.string(),
    object: z.literal('conversation.tree'),
    head: z.string().nullable(),
    messages: z.array(storedMessage).describe('Each behind its parent; some may have the same one.'),
  }),
  DeletedConversation: z.strictObject({
    id: z.string(),
    object: z.literal('conversation.deleted'),
    deleted: z.literal(true),
  }),
  CancelledRun: z.strictObject({ status: success, conversation_id: z.string() }),
  WaitingTurnList: z.strictObject({
    object: z.literal('list'),
    data: z.array(z.strictObject({ created_at: seconds, ...pending.shape })),
  }),
  TurnDecisions: decisionsSchema,
};

/** Those that the document has anyway. */
export const sharedSchemas: Readonly<Record<string, z.ZodType>> = { Message: messageWireSchema };
