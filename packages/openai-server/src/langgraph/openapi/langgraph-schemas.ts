import { z } from 'zod';
import type { InterruptDict } from '../interrupts/encode-interrupt.ts';
import type { MessageDict } from '../messages/message-dict.ts';
import { assistantSearchSchema, type AssistantDict } from '../routes/assistants.ts';
import type { RunDict } from '../routes/runs.ts';
import { historySchema, stateQuestionSchema, stateUpdateSchema } from '../routes/state-wire.ts';
import { newThreadSchema, threadChangeSchema, threadSearchSchema } from '../routes/thread-wire.ts';
import { runBodySchema, runSettingsSchema } from '../runs/run-wire.ts';
import type { ThreadDict } from '../state/thread-dict.ts';
import type { CheckpointDict, ThreadStateDict } from '../state/thread-state.ts';

const time = z.string().describe('ISO 8601, UTC.');
const record = z.record(z.string(), z.unknown());
const none = z.record(z.string(), z.never());

const call = z.strictObject({ id: z.string(), name: z.string(), args: record, type: z.literal('tool_call') });

const message: z.ZodType<MessageDict> = z.strictObject({
  id: z.string(),
  type: z.enum(['human', 'ai', 'tool', 'system']),
  content: z.union([
    z.string(),
    z.array(
      z.union([
        z.strictObject({ type: z.literal('text'), text: z.string() }),
        z.strictObject({
          type: z.literal('image'),
          source_type: z.literal('base64'),
          mime_type: z.string(),
          mimeType: z.string(),
          data: z.string(),
        }),
      ]),
    ),
  ]),
  name: z.string().optional(),
  additional_kwargs: record.describe('`reasoning_content`: what the model thought.'),
  response_metadata: record,
  tool_calls: z.array(call).optional(),
  invalid_tool_calls: z
    .array(z.strictObject({ id: z.string(), name: z.string(), args: z.string(), type: z.literal('invalid_tool_call') }))
    .optional()
    .describe('Calls whose arguments are no JSON object.'),
  tool_call_id: z.string().optional(),
  status: z.enum(['success', 'error']).optional(),
});

const interrupt: z.ZodType<InterruptDict> = z.strictObject({
  id: z.string(),
  value: z.strictObject({
    action_request: z.strictObject({ action: z.string(), args: record }).describe('The first call that waits.'),
    config: z.strictObject({
      allow_accept: z.boolean(),
      allow_edit: z.boolean(),
      allow_respond: z.boolean(),
      allow_ignore: z.boolean(),
    }),
    description: z.string(),
    action_requests: z
      .array(z.strictObject({ name: z.string(), args: record, description: z.string() }))
      .describe('All calls that wait.'),
    review_configs: z.array(
      z.strictObject({
        action_name: z.string(),
        allowed_decisions: z.array(z.enum(['approve', 'edit', 'reject'])),
      }),
    ),
  }),
  when: z.literal('during'),
  resumable: z.literal(true),
  ns: z.array(z.string()),
});

const values = z.strictObject({ messages: z.array(message) });

const checkpoint: z.ZodType<CheckpointDict> = z.strictObject({
  thread_id: z.string(),
  checkpoint_ns: z.string(),
  checkpoint_id: z.string(),
  checkpoint_map: z.null(),
});

const assistant: z.ZodType<AssistantDict> = z.strictObject({
  assistant_id: z.string(),
  graph_id: z.string(),
  name: z.string().describe('`agent`, or the name of a model.'),
  description: z.string(),
  config: z.strictObject({ configurable: record }),
  context: record,
  metadata: record,
  version: z.number(),
  created_at: time,
  updated_at: time,
});

const threadShape = {
  thread_id: z.string().describe('The id of a stored conversation.'),
  created_at: time,
  updated_at: time,
  state_updated_at: time,
  metadata: record,
  status: z.enum(['idle', 'busy', 'interrupted', 'error']),
  config: none,
  values: values.nullable(),
  interrupts: z.record(z.string(), z.array(interrupt)),
  error: z.string().nullable(),
};

const thread: z.ZodType<ThreadDict> = z.strictObject(threadShape);

const stateShape = {
  values,
  next: z.array(z.string()),
  checkpoint,
  metadata: z.strictObject({
    source: z.enum(['input', 'loop']),
    step: z.number(),
    thread_id: z.string(),
    parents: none,
  }),
  created_at: time,
  parent_checkpoint: checkpoint.nullable(),
  tasks: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      path: z.array(z.string()),
      error: z.string().nullable(),
      interrupts: z.array(interrupt),
      checkpoint: z.null(),
      state: z.null(),
      result: z.null(),
    }),
  ),
  interrupts: z.array(interrupt),
};

const state: z.ZodType<ThreadStateDict> = z.strictObject(stateShape);

const run: z.ZodType<RunDict> = z.strictObject({
  run_id: z.string(),
  thread_id: z.string(),
  assistant_id: z.string(),
  created_at: time,
  updated_at: time,
  status: z.enum(['pending', 'running', 'success', 'error', 'interrupted']),
  metadata: record,
  multitask_strategy: z.enum(['reject', 'interrupt', 'rollback', 'enqueue']),
});

const error = z.strictObject({
  detail: z.string(),
  error: z.looseObject({ message: z.string(), type: z.string() }),
});

/** By their names in the document. */
export const langGraphSchemas: Readonly<Record<string, z.ZodType>> = {
  GraphMessage: message,
  GraphInterrupt: interrupt,
  GraphCheckpoint: checkpoint,
  GraphAssistant: assistant,
  GraphAssistantList: z.array(assistant),
  GraphAssistantSearch: assistantSearchSchema,
  GraphCount: z.int().min(0),
  GraphError: error,
  GraphInfo: z.strictObject({
    version: z.string(),
    flags: z.record(z.string(), z.boolean()),
    host: z.strictObject({ kind: z.string() }),
  }),
  GraphOk: z.strictObject({ ok: z.literal(true) }),
  GraphDrawing: z.strictObject({ nodes: z.array(record), edges: z.array(record) }),
  GraphSchemas: z.looseObject({ graph_id: z.string(), state_schema: record, config_schema: record }),
  GraphRecord: record,
  GraphThread: thread,
  GraphSelectedThreads: z.array(z.strictObject(threadShape).partial().describe('With the fields of `select`, or all.')),
  GraphNewThread: newThreadSchema,
  GraphThreadChange: threadChangeSchema,
  GraphThreadSearch: threadSearchSchema,
  GraphState: z.union([
    state,
    z
      .strictObject({ ...stateShape, values: none, checkpoint: z.null() })
      .describe('Of a thread in which nothing was said.'),
  ]),
  GraphStateList: z.array(state),
  GraphStateQuestion: stateQuestionSchema,
  GraphStateUpdate: stateUpdateSchema,
  GraphStateUpdated: z.strictObject({ checkpoint, configurable: checkpoint, checkpoint_id: z.string() }),
  GraphHistoryRequest: historySchema,
  GraphRun: run,
  GraphRunList: z.array(run),
  GraphRunRequest: runBodySchema,
  GraphRunSettings: runSettingsSchema,
  GraphRunOutcome: z.strictObject({
    messages: z.array(message),
    __interrupt__: z.array(interrupt).optional().describe('What waits for a human.'),
    __error__: z
      .strictObject({ error: z.string(), message: z.string() })
      .optional()
      .describe('What the run failed with.'),
  }),
};
