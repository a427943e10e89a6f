import type { ToolEffects } from '@tuneloop/protocol';
import type { ToolAnnotations } from '@modelcontextprotocol/client';

const worst: ToolEffects = { reads: true, writes: true, network: true, destructive: true, idempotent: false };

/**
 * What a tool of another server may do. What the server itself says is a hint that may be a lie, so it counts only for
 * servers that the configuration trusts, and what it leaves out counts as the worst.
 */
export function effectsOf(annotations: ToolAnnotations | undefined, isTrusted: boolean): ToolEffects {
  if (!isTrusted || annotations === undefined) return worst;
  const { readOnlyHint = false, destructiveHint = true, idempotentHint = false, openWorldHint = true } = annotations;
  return {
    reads: true,
    writes: !readOnlyHint,
    network: openWorldHint,
    destructive: !readOnlyHint && destructiveHint,
    idempotent: readOnlyHint || idempotentHint,
  };
}
