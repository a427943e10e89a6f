import { z } from 'zod';

/** A JSON Schema (draft 2020-12) as data. */
export type JsonSchema = Record<string, unknown> | boolean;

export const jsonSchemaSchema: z.ZodType<JsonSchema> = z.union([z.record(z.string(), z.unknown()), z.boolean()]);

/** What a model is told of a tool. */
export interface ToolDefinition {
  name: string;
  description?: string | undefined;
  /** JSON Schema of the arguments, an object. */
  parameters: JsonSchema;
}

export const toolDefinitionSchema: z.ZodType<ToolDefinition> = z.object({
  name: z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, ".", "_" or "-"'),
  description: z.string().optional(),
  parameters: jsonSchemaSchema,
});

/** What running a tool may do; shown to people and judged by the policy before it runs. */
export interface ToolEffects {
  reads: boolean;
  writes: boolean;
  network: boolean;
  destructive: boolean;
  /** The same call may be repeated without a further effect. */
  idempotent: boolean;
  /** Runs code that the model wrote; in what world, says the tool. */
  code?: boolean | undefined;
}

/** A failing tool never fails a request: the model sees the error. */
export type ToolResult = ({ status: 'success' } & Record<string, unknown>) | { status: 'error'; error: string };

/** How far one call is, in units of the tool's own. */
export interface ToolProgress {
  completed: number;
  /** Left out while unknown. */
  total?: number | undefined;
  /** For people to read. */
  message?: string | undefined;
}

/** What a tool may use while it runs. */
export interface ToolCallContext {
  signal: AbortSignal;
  /** Left out where nobody wants to know. */
  onProgress?: ((progress: ToolProgress) => void) | undefined;
}

/** A tool that this program can run. */
export interface Tool extends ToolDefinition {
  effects: ToolEffects;
  execute(args: unknown, options: ToolCallContext): Promise<ToolResult>;
}

/** Tools that come and go, such as those of an MCP server. */
export interface ToolSource {
  list(): readonly Tool[];
  /** Calls back after each change of the list; the returned function ends that. */
  watch(listener: () => void): () => void;
}

/** What the policy says of one call, decided before the call runs. */
export interface ToolVerdict {
  decision: 'allow' | 'ask' | 'deny';
  /** For people and for the audit record: which rule decided, and for `deny` what to change. */
  reason: string;
}

/** A call as the model wrote it. */
export interface ToolInvocation {
  /** The call's id in the conversation. */
  id: string;
  name: string;
  /** As parsed from the model's JSON; not yet validated against the tool's schema. */
  arguments: unknown;
}

export interface ToolExecutionOptions extends ToolCallContext {
  /** For whom the call runs: an API key's name or a conversation. Only for the audit record and for caches. */
  owner: string;
  /** A human has agreed to this very call, so that a verdict of `ask` counts as `allow`. */
  approved?: boolean | undefined;
}

/** Runs tools under a policy; what a tool loop and the MCP server know of tools. */
export interface ToolExecutor {
  /** The tools of this moment, with what running them may do. */
  list(): readonly (ToolDefinition & { effects: ToolEffects })[];
  /** Decides without running anything. Unknown tools and invalid arguments are `deny` with a reason for the model. */
  judge(call: ToolInvocation, options: { owner: string }): ToolVerdict | Promise<ToolVerdict>;
  /**
   * Judges again, then runs the call. Never throws for what the tool or the policy did: that is a result with
   * `status: "error"`. Throws `ABORTED` when `signal` fires.
   */
  execute(call: ToolInvocation, options: ToolExecutionOptions): Promise<ToolResult>;
  /** What the policy says of a tool whatever its arguments, for people to read; a call may be judged more strictly. */
  ruleOf?(name: string): ToolVerdict | undefined;
  /** As `ToolSource.watch`. Left out where tools do not come and go. */
  watch?(listener: () => void): () => void;
}
