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
}

/** A failing tool never fails a request: the model sees the error. */
export type ToolResult = ({ status: 'success' } & Record<string, unknown>) | { status: 'error'; error: string };

/** A tool that this program can run. */
export interface Tool extends ToolDefinition {
  effects: ToolEffects;
  execute(args: unknown, options: { signal: AbortSignal }): Promise<ToolResult>;
}
