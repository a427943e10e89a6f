import {
  throwIfAborted,
  TuneloopError,
  type Tool,
  type ToolCallContext,
  type ToolEffects,
  type ToolResult,
  type ToolVerdict,
} from '@tuneloop/protocol';
import { z } from 'zod';
import type { PathUse } from '../paths/path-use.ts';
import { defaultToolPolicy } from '../policy/default-policy.ts';
import type { ToolPolicy } from '../policy/tool-policy.ts';
import { toolFailure } from './tool-failure.ts';

/** What one call works under. */
export interface ToolContext extends ToolCallContext {
  /** The policy that has allowed the call; a tool holds itself to its limits. */
  policy: ToolPolicy;
}

/** A whole tool: nothing else needs to know of it. */
export interface ToolDeclaration<Args> {
  /** 1 to 64 letters, digits, `.`, `_` or `-`. */
  name: string;
  /** For the model: what it does, and when to use it. */
  description: string;
  /** A zod object; what the model is told is derived from it. */
  parameters: z.ZodType<Args>;
  /** What running it may do; what is left out counts as false. */
  effects: Partial<ToolEffects>;
  /** Files and folders that a call touches, for the policy. */
  paths?: ((args: Args) => readonly PathUse[]) | undefined;
  /** What the policy says of these very arguments, beyond effects and paths; pure. `undefined`: nothing. */
  judge?: ((args: Args, policy: ToolPolicy) => ToolVerdict | undefined) | undefined;
  /**
   * A text that changes whenever the result may have changed, or undefined when nobody can tell. Only tools that have
   * it are cached.
   */
  freshness?: ((args: Args, context: ToolContext) => string | undefined | Promise<string | undefined>) | undefined;
  /**
   * Gives the fields of the result. What it throws becomes an error for the model: the message of a `TuneloopError` is
   * written for it.
   */
  run: (args: Args, context: ToolContext) => ToolOutput | Promise<ToolOutput>;
}

export type ToolOutput = object | void;

export type ParsedArguments<Args> = { success: true; args: Args } | { success: false; error: string };

/** A tool made by `defineTool`: the contract, and what a policy can look into. */
export interface DefinedTool<Args = unknown> extends Tool {
  /** The arguments with their defaults, or what is wrong with them. */
  parse(args: unknown): ParsedArguments<Args>;
  /** `args` as `parse` gave them, here and below. */
  paths(args: Args): readonly PathUse[];
  judge(args: Args, policy: ToolPolicy): ToolVerdict | undefined;
  freshness?(args: Args, context: ToolContext): string | undefined | Promise<string | undefined>;
  /**
   * Runs the tool under `policy` (without one, the default) as far as its own guards go, such as protected paths; it asks
   * nobody. `runTool` and `createToolExecutor` judge first.
   *
   * Errors: `ABORTED` when `signal` fires; all others are results.
   */
  execute(args: unknown, options: ToolCallContext & { policy?: ToolPolicy | undefined }): Promise<ToolResult>;
}

const declarationSchema = z.object({
  name: z.string().regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, ".", "_" or "-"'),
  description: z.string().min(1),
  parameters: z.instanceof(z.ZodType),
});

/**
 * Makes a tool of one declaration.
 *
 * Errors: `INVALID_REQUEST` when the declaration is wrong, or its parameters cannot be written as JSON Schema.
 */
export function defineTool<Args>(declaration: ToolDeclaration<Args>): DefinedTool<Args> {
  const checked = declarationSchema.safeParse(declaration);
  if (!checked.success) throw invalid(declaration.name, z.prettifyError(checked.error));
  const { name, description, parameters, effects, paths, judge, freshness, run } = declaration;

  const parse = (args: unknown): ParsedArguments<Args> => {
    const parsed = parameters.safeParse(args);
    if (parsed.success) return { success: true, args: parsed.data };
    return { success: false, error: `The arguments of ${name} are wrong:\n${z.prettifyError(parsed.error)}` };
  };

  return {
    name,
    description,
    parameters: jsonSchemaOf(name, parameters),
    effects: { reads: false, writes: false, network: false, destructive: false, idempotent: false, ...effects },
    parse,
    paths: (args) => paths?.(args) ?? [],
    judge: (args, policy) => judge?.(args, policy),
    ...(freshness && { freshness }),
    async execute(args, { signal, onProgress, policy = defaultToolPolicy }) {
      throwIfAborted(signal);
      const parsed = parse(args);
      if (!parsed.success) return { status: 'error', error: parsed.error };
      try {
        const output = await run(parsed.args, { policy, signal, ...(onProgress && { onProgress }) });
        // First for those who read it, and last so that nothing takes its place.
        return Object.assign({ status: 'success' as const }, output, { status: 'success' as const });
      } catch (error) {
        throwIfAborted(signal);
        return toolFailure(error);
      }
    },
  };
}

/** Whether a tool can be looked into; those of other programs, such as of an MCP server, cannot. */
export function isDefinedTool(tool: Tool): tool is DefinedTool {
  return 'parse' in tool && 'judge' in tool && 'paths' in tool;
}

function jsonSchemaOf(name: string, parameters: z.ZodType): Record<string, unknown> {
  let schema: Record<string, unknown>;
  try {
    // The model writes what goes in, so that what has a default is optional.
    schema = { ...z.toJSONSchema(parameters, { io: 'input' }) };
    // Would only cost tokens.
    delete schema.$schema;
  } catch (error) {
    throw invalid(name, `parameters: ${(error as Error).message}`);
  }
  if (schema.type !== 'object') throw invalid(name, 'parameters: must be an object, as z.strictObject({ … }) makes it');
  return schema;
}

function invalid(name: unknown, message: string): TuneloopError {
  return new TuneloopError('INVALID_REQUEST', `defineTool(${JSON.stringify(name)}): ${message}`);
}
