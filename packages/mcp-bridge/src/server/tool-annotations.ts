import type { ToolEffects } from '@tuneloop/protocol';
import type { ToolAnnotations } from '@modelcontextprotocol/server';

/**
 * What a tool may do, in MCP's words. `destructiveHint` and `idempotentHint` mean something for tools that write alone
 * (MCP 2025-11-25, ToolAnnotations).
 */
export function annotationsOf(effects: ToolEffects): ToolAnnotations {
  const readOnlyHint = !effects.writes && !effects.destructive;
  return {
    readOnlyHint,
    ...(readOnlyHint ? {} : { destructiveHint: effects.destructive, idempotentHint: effects.idempotent }),
    openWorldHint: effects.network,
  };
}
