import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { toolPolicySchema, type ToolPolicy, type ToolPolicyInput } from './tool-policy.ts';

/** A complete policy. Errors: `INVALID_REQUEST` naming everything that is wrong. */
export function createToolPolicy(input: ToolPolicyInput = {}): ToolPolicy {
  const parsed = toolPolicySchema.safeParse(input);
  if (!parsed.success) throw new TuneloopError('INVALID_REQUEST', `Tool policy: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Reading is allowed; writing, deleting, running code and the network are asked for. */
export const defaultToolPolicy: ToolPolicy = createToolPolicy();
